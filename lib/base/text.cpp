#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace reeve {

namespace {

constexpr char32_t kInvalidByte = 0xDC00;  // the low surrogates, which UTF-8 cannot encode

struct Decoded {
  char32_t code_point;
  std::size_t length;  // bytes, at least 1
  bool valid;
};

// How many bytes a first byte announces, 0 if it can be none.
std::size_t announced_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xF0 && first < 0xF5) return 4;
  return 0;
}

bool is_allowed(char32_t code_point, std::size_t length) {
  if (length == 3) return code_point >= 0x800 && (code_point < 0xD800 || code_point > 0xDFFF);
  if (length == 4) return code_point >= 0x10000 && code_point <= 0x10FFFF;
  return true;
}

// The first code point of a text that is not empty.
Decoded decode_first(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const Decoded invalid{kInvalidByte + byte(0), 1, false};
  const std::size_t length = announced_length(byte(0));
  if (length == 0 || length > text.size()) return invalid;
  if (length == 1) return {byte(0), 1, true};
  char32_t code_point = byte(0) & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return invalid;
    code_point = code_point << 6 | (byte(i) & 0x3FU);
  }
  return is_allowed(code_point, length) ? Decoded{code_point, length, true} : invalid;
}

template <typename Visit>
void for_each_code_point(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const Decoded decoded = decode_first(text);
    visit(decoded, text.substr(0, decoded.length));
    text.remove_prefix(decoded.length);
  }
}

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

bool turns_direction(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> pieces;
  for (std::size_t end = text.find(separator); end != text.npos; end = text.find(separator)) {
    pieces.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  pieces.emplace_back(text);
  return pieces;
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines = split(text, '\n');
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

std::string join(const std::vector<std::string>& pieces, std::string_view separator) {
  return fmt::format("{}", fmt::join(pieces, separator));
}

std::string_view trim(std::string_view text) {
  static constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  if (from.empty()) throw std::invalid_argument("replace_all needs something to replace");
  std::string result;
  std::size_t done = 0;
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, done)) {
    result.append(text, done, at - done).append(to);
    done = at + from.size();
  }
  return result.append(text, done, text.npos);
}

std::u32string code_points(std::string_view text) {
  std::u32string result;
  for_each_code_point(text, [&](const Decoded& decoded, std::string_view) { result += decoded.code_point; });
  return result;
}

std::string repair_utf8(std::string_view text) {
  std::string result;
  for_each_code_point(text, [&](const Decoded& decoded, std::string_view bytes) {
    result += decoded.valid ? bytes : "\uFFFD";
  });
  return result;
}

std::string shorten(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return "";
  std::size_t kept = 0;
  for (std::size_t room = width - 1;;) {  // one column is for the "…"
    const Decoded next = decode_first(text.substr(kept));
    const std::size_t columns = is_control(next.code_point) ? 0U : 1U;
    if (columns > room) break;
    room -= columns;
    kept += next.length;
  }
  return std::string(text.substr(0, kept)) + "…";
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for_each_code_point(text, [&](const Decoded& decoded, std::string_view) {
    if (!is_control(decoded.code_point)) ++width;
  });
  return width;
}

std::string printable(std::string_view text) {
  std::string result;
  for_each_code_point(text, [&](const Decoded& decoded, std::string_view bytes) {
    const auto code = static_cast<std::uint32_t>(decoded.code_point);
    if (!decoded.valid) {
      result += fmt::format("\\x{:02x}", code - kInvalidByte);
    } else if (is_control(code) && code != '\n' && code != '\t') {
      result += fmt::format("\\x{:02x}", code);
    } else if (turns_direction(code)) {
      result += fmt::format("\\u{:04x}", code);
    } else {
      result += bytes;
    }
  });
  return result;
}

std::string count_of(std::size_t count, std::string_view singular, std::string_view plural) {
  if (count == 1) return fmt::format("1 {}", singular);
  return plural.empty() ? fmt::format("{} {}s", count, singular) : fmt::format("{} {}", count, plural);
}

}  // namespace reeve
