// The beginning and the end of a stream, in bounded memory however much is printed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reeve {

class KeptOutput {
 public:
  // Keeps the first half and the last half of `limit` bytes; up to `limit` bytes it keeps all.
  explicit KeptOutput(std::size_t limit) : first_limit_(limit / 2), last_limit_(limit - limit / 2) {}

  void add(std::string_view piece);
  std::uint64_t total_bytes() const { return total_; }
  // All, or the two halves around a line "[… 123456 bytes left out …]". Cuts between UTF-8 characters, so
  // that a cut makes no invalid text of valid text.
  std::string text() const;

 private:
  std::size_t first_limit_;
  std::size_t last_limit_;
  std::uint64_t total_ = 0;
  std::string first_;
  std::string last_;  // up to twice its limit, so that the front is dropped seldom
};

}  // namespace reeve
