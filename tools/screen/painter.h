// Brings a terminal from one screen of lines to the next with few bytes, and so without flicker.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace reeve::cli {

struct ScreenSize {
  std::size_t rows = 24;
  std::size_t columns = 80;

  bool operator==(const ScreenSize&) const = default;
};

// At most `columns` columns of a line that may have styles in it (SGR); what is cut off ends in "…". A style
// that is open at the cut is closed.
std::string cut_styled(std::string_view line, std::size_t columns);

// Columns of a line, styles not counted.
std::size_t styled_width(std::string_view line);

class Painter {
 public:
  // What to write so that a terminal of this size shows these lines, from its top. Empty where it does so
  // already: of a line that changed, only what differs is written. Lines that are too long are cut, too many
  // are left out.
  std::string paint(const std::vector<std::string>& lines, ScreenSize size);
  // Somebody else wrote to the terminal: the next paint() clears it and writes everything.
  void forget();

 private:
  std::vector<std::string> shown_;
  ScreenSize size_;
  bool is_known_ = false;
};

}  // namespace reeve::cli
