// Reading files of /proc without an allocation and with async-signal-safe functions only: it is done in the
// keeper, a fork of a process with threads.
#pragma once

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "base/descriptor.h"

namespace reeve {

// A path below /proc, put together without an allocation.
class ProcPath {
 public:
  ProcPath& add(std::string_view text) {
    const std::size_t length = std::min(text.size(), text_.size() - 1 - length_);
    std::memcpy(text_.data() + length_, text.data(), length);
    length_ += length;
    return *this;
  }
  ProcPath& add(pid_t number) {
    const auto end = std::to_chars(text_.data() + length_, text_.data() + text_.size() - 1, number).ptr;
    length_ = static_cast<std::size_t>(end - text_.data());
    return *this;
  }
  const char* c_str() const { return text_.data(); }

 private:
  std::array<char, 80> text_{};  // "/proc/4194304/task/4194304/children" has 35
  std::size_t length_ = 0;
};

inline Descriptor open_proc_file(const ProcPath& path) {
  return Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

// Takes a number and the blanks before it from the front of the text; false if there is none.
template <typename Number>
bool read_number(std::string_view& text, Number& number) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

}  // namespace reeve
