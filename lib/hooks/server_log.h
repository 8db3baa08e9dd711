// What the fleet of a git server did while nobody watched: a file that never grows past twice its limit.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/clock.h"

namespace reeve::hooks {

class ServerLog {
 public:
  // When a line makes the file larger than this, it becomes <name>.1, in the place of the one before.
  static constexpr std::uintmax_t default_limit = 1 << 20;

  ServerLog(std::filesystem::path path, const Clock& clock, std::uintmax_t limit = default_limit);

  // One line with the time before it. The text may come from an agent: control characters are made visible,
  // more than 4 KiB of it is cut off. Error(io) if it cannot be written.
  void line(const std::string& text);

 private:
  std::filesystem::path path_;
  const Clock& clock_;
  std::uintmax_t limit_;
};

}  // namespace reeve::hooks
