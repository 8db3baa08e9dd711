#include "tools/screen/painter.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/style.h"
#include "base/text.h"

namespace reeve::cli {

namespace {

constexpr std::string_view reset = "\x1b[m";
// A terminal that knows this shows all of it at once; others pass over it (DEC private mode 2026).
constexpr std::string_view begin_update = "\x1b[?2026h";
constexpr std::string_view end_update = "\x1b[?2026l";

// The bytes of the SGR sequence or the character that begins at `index`.
std::size_t length_at(std::string_view line, std::size_t index) {
  if (line[index] == escape_character) {
    const std::size_t end = line.find('m', index);
    return end == std::string_view::npos ? line.size() - index : end + 1 - index;
  }
  std::size_t length = 1;
  while (index + length < line.size() && (static_cast<unsigned char>(line[index + length]) & 0xC0U) == 0x80U)
    ++length;
  return length;
}

// Where a line can be taken up: how far two lines are the same.
struct LinePlace {
  std::size_t bytes = 0;
  std::size_t columns = 0;
  std::string style;  // that is open there
};

void pass(LinePlace& place, std::string_view line) {
  const std::size_t length = length_at(line, place.bytes);
  const std::string_view piece = line.substr(place.bytes, length);
  if (piece.front() != escape_character) {
    ++place.columns;
  } else if (piece == reset) {
    place.style.clear();
  } else {
    place.style += piece;
  }
  place.bytes += length;
}

LinePlace common_beginning(std::string_view before, std::string_view now) {
  LinePlace place;
  while (place.bytes < now.size() && place.bytes < before.size()) {
    const std::size_t length = length_at(now, place.bytes);
    if (now.substr(place.bytes, length) != before.substr(place.bytes, length_at(before, place.bytes))) break;
    pass(place, now);
  }
  return place;
}

// Of two rests as wide as each other, without styles where they differ: what of `now` must be written.
std::string_view without_common_end(std::string_view before, std::string_view now) {
  std::size_t same = 0;
  while (same < std::min(before.size(), now.size()) &&
         before[before.size() - 1 - same] == now[now.size() - 1 - same])
    ++same;
  // Never from within a character.
  while (same > 0 && (static_cast<unsigned char>(now[now.size() - same]) & 0xC0U) == 0x80U) --same;
  const std::string_view middle = now.substr(0, now.size() - same);
  const std::string_view old = before.substr(0, before.size() - same);
  const bool is_plain = middle.find(escape_character) == std::string_view::npos &&
                        old.find(escape_character) == std::string_view::npos;
  return is_plain && display_width(middle) == display_width(old) ? middle : now;
}

// Moves to the first difference and writes from there.
std::string change_of(std::size_t row, std::string_view before, std::string_view now) {
  const LinePlace place = common_beginning(before, now);
  const std::string_view old_rest = before.substr(place.bytes);
  const std::string_view rest = now.substr(place.bytes);
  const std::string_view written = without_common_end(old_rest, rest);
  std::string text = fmt::format("\x1b[{};{}H", row + 1, place.columns + 1) + place.style;
  text += written;
  if (!place.style.empty() && written.size() != rest.size()) text += reset;
  const bool leaves_some = styled_width(rest) < styled_width(old_rest);
  return leaves_some ? text + (place.style.empty() ? "" : std::string(reset)) + "\x1b[K" : text;
}

std::string everything(const std::vector<std::string>& lines) {
  std::string text = "\x1b[H\x1b[2J";
  for (std::size_t row = 0; row < lines.size(); ++row) {
    if (!lines[row].empty()) text += fmt::format("\x1b[{};1H", row + 1) + lines[row];
  }
  return text;
}

}  // namespace

std::string cut_styled(std::string_view line, std::size_t columns) {
  if (styled_width(line) <= columns) return std::string(line);
  if (columns == 0) return "";
  LinePlace place;
  while (place.columns + 1 < columns) pass(place, line);
  return std::string(line.substr(0, place.bytes)) + "…" + (place.style.empty() ? "" : std::string(reset));
}

std::size_t styled_width(std::string_view line) {
  LinePlace place;
  while (place.bytes < line.size()) pass(place, line);
  return place.columns;
}

std::string Painter::paint(const std::vector<std::string>& lines, ScreenSize size) {
  std::vector<std::string> now;
  for (const std::string& line : lines) {
    if (now.size() < size.rows) now.push_back(cut_styled(line, size.columns));
  }
  now.resize(size.rows);
  std::string text;
  if (!is_known_ || size != size_) {
    text = everything(now);
  } else {
    for (std::size_t row = 0; row < now.size(); ++row)
      if (now[row] != shown_[row]) text += change_of(row, shown_[row], now[row]);
  }
  is_known_ = true;
  size_ = size;
  shown_ = std::move(now);
  return text.empty() ? text : std::string(begin_update) + text + std::string(end_update);
}

void Painter::forget() {
  is_known_ = false;
}

}  // namespace reeve::cli
