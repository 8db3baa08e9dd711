// Some lines at the bottom of a terminal that are replaced as a whole, while other lines scroll by above
// them. Nothing is written where the output is no terminal: a log has no use for what is true for a second.
#pragma once

#include <string>
#include <vector>

#include "tools/output.h"

namespace reeve::cli {

// Lines are cut to the terminal's width, so that none wraps and the block can be found again, also after the
// terminal was made narrower. Used by one thread.
class LiveBlock {
 public:
  explicit LiveBlock(Terminal& terminal) : terminal_(terminal) {}
  ~LiveBlock() { clear(); }
  LiveBlock(const LiveBlock&) = delete;
  LiveBlock& operator=(const LiveBlock&) = delete;

  void show(const std::vector<std::string>& lines);
  // A line that stays, above the block; on any output. On a terminal its words are wrapped, and further lines
  // are indented by `indent` columns.
  void above(const std::string& line, std::size_t indent = 0);
  void clear();

 private:
  std::size_t width() const;
  std::string erased() const;

  Terminal& terminal_;
  std::vector<std::string> lines_;
};

}  // namespace reeve::cli
