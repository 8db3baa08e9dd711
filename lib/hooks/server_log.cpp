#include "hooks/server_log.h"

#include "base/file.h"
#include "base/text.h"

namespace reeve::hooks {
namespace {

constexpr std::size_t longest_line = 4096;

}  // namespace

ServerLog::ServerLog(std::filesystem::path path, const Clock& clock, std::uintmax_t limit)
    : path_(std::move(path)), clock_(clock), limit_(limit) {}

void ServerLog::line(const std::string& text) {
  const std::string shown = shorten(replace_all(printable(text), "\n", " | "), longest_line);
  append_file(path_, format_time(clock_.now()) + " " + shown + "\n");
  std::error_code failure;
  const std::uintmax_t size = std::filesystem::file_size(path_, failure);
  if (!failure && size > limit_) std::filesystem::rename(path_, path_.string() + ".1", failure);
}

}  // namespace reeve::hooks
