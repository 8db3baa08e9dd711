// Server-Sent Events, the form in which services stream what they say: lines of text, an empty one after each
// event.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace reeve {

struct SseEvent {
  std::string name;  // "message" if the stream gives none
  std::string data;  // its data lines, joined by newlines

  friend bool operator==(const SseEvent&, const SseEvent&) = default;
};

// Takes a stream in pieces that may end anywhere, also between CR and LF or inside a character. Comments, ids
// and retry times are passed over, as is an event without data. An event that the stream ends in the middle
// of is never given: whether the stream was complete is for its own last event to say.
class SseReader {
 public:
  // `on_event` is called from take(). What it throws reaches the caller of take(), and the reader may not be
  // used after that.
  explicit SseReader(std::function<void(const SseEvent&)> on_event,
                     std::size_t longest_event = std::size_t{16} << 20);

  // Throws Error(unreachable) for an event of more than `longest_event` bytes.
  void take(std::string_view piece);

 private:
  void take_byte(char byte);
  void end_line();
  void end_event();
  void take_field(std::string_view name, std::string_view value);

  std::function<void(const SseEvent&)> on_event_;
  std::size_t longest_event_;
  std::string line_;
  SseEvent event_;
  bool has_data_ = false;
  bool after_return_ = false;  // the last byte was CR: an LF now belongs to it
  bool is_first_line_ = true;  // which may begin with a byte-order mark
};

}  // namespace reeve
