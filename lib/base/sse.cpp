#include "base/sse.h"

#include <utility>

#include "base/error.h"

namespace reeve {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

SseReader::SseReader(std::function<void(const SseEvent&)> on_event, std::size_t longest_event)
    : on_event_(std::move(on_event)), longest_event_(longest_event) {}

void SseReader::take(std::string_view piece) {
  for (const char byte : piece) take_byte(byte);
}

void SseReader::take_byte(char byte) {
  const bool completes_line_end = after_return_ && byte == '\n';
  after_return_ = byte == '\r';
  if (completes_line_end) return;
  if (byte == '\r' || byte == '\n') {
    end_line();
    return;
  }
  line_ += byte;
  if (line_.size() + event_.data.size() > longest_event_) {
    throw Error(ErrorKind::unreachable,
                "the server sent an event of more than " + std::to_string(longest_event_) + " bytes");
  }
}

void SseReader::end_line() {
  const std::string whole = std::exchange(line_, "");
  std::string_view line = whole;
  if (std::exchange(is_first_line_, false) && line.starts_with(byte_order_mark)) {
    line.remove_prefix(byte_order_mark.size());
  }
  if (line.empty()) {
    end_event();
    return;
  }
  const std::size_t colon = line.find(':');
  std::string_view value = colon == line.npos ? "" : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  take_field(line.substr(0, colon), value);
}

// A line that begins with a colon is a comment: its name is empty.
void SseReader::take_field(std::string_view name, std::string_view value) {
  if (name == "event") event_.name = value;
  if (name != "data") return;
  if (std::exchange(has_data_, true)) event_.data += '\n';
  event_.data += value;
}

void SseReader::end_event() {
  const bool is_event = std::exchange(has_data_, false);
  SseEvent event = std::exchange(event_, {});
  if (!is_event) return;
  if (event.name.empty()) event.name = "message";
  on_event_(event);
}

}  // namespace reeve
