// The raw output of a run in a file that grows while it runs: a worker that is killed leaves it behind.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "agent/redact.h"
#include "base/process.h"

namespace reeve {

// How much of the beginning and of the end of a log is kept.
constexpr std::size_t kept_log_half = 4 << 20;

class RunLog {
 public:
  // Adds to the file, whose folder must be there; an empty path is nowhere. Secrets never reach it.
  RunLog(std::filesystem::path path, const std::vector<Secret>& secrets, std::size_t half = kept_log_half);

  // Both streams in the order in which they came, each stretch under a heading.
  void add(OutputStream stream, std::string_view piece);
  // After the end: writes what the redactors still hold back, and cuts the file to twice `half` and a line
  // that says what is missing. While it runs, the file grows to three times `half`.
  void close();

 private:
  struct Stream {
    std::string_view heading;
    Redactor redactor;
  };
  void write(Stream& stream, const std::string& text);
  void append(std::string_view text);
  void cut();

  std::filesystem::path path_;
  std::size_t half_;
  std::array<Stream, 2> streams_;
  const Stream* current_ = nullptr;
  bool at_line_start_ = true;
  std::uint64_t size_ = 0;
  std::uint64_t left_out_ = 0;
  std::size_t notice_size_ = 0;
};

}  // namespace reeve
