// Small things with text that the standard library lacks.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace reeve {

std::vector<std::string> split(std::string_view text, char separator);  // keeps empty pieces
std::vector<std::string> split_lines(std::string_view text);  // no empty last line for a trailing newline
std::string join(const std::vector<std::string>& pieces, std::string_view separator);
std::string_view trim(std::string_view text);  // spaces, tabs, CR, LF at both ends
// The text in which every `from` is `to`; `from` must not be empty.
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
// The code points of UTF-8 text. Each byte that is not part of valid UTF-8 becomes 0xDC00 + the byte, which
// no valid text has, so that different texts stay different.
std::u32string code_points(std::string_view text);
// The text with U+FFFD for each byte that is not part of valid UTF-8: what JSON and terminals need.
std::string repair_utf8(std::string_view text);
// At most `width` terminal columns of UTF-8 text, with "…" at the end where something was cut off.
std::string shorten(std::string_view text, std::size_t width);
// Terminal columns (code points; control characters count none).
std::size_t display_width(std::string_view text);
// Control characters (C0, C1, DEL) but newline and tab as "\x1b", bytes that are not UTF-8 as "\xff", and
// marks that turn the writing direction as "\u202e": what an agent or a ref name says is printed through
// this.
std::string printable(std::string_view text);
// "1 task", "2 tasks".
std::string count_of(std::size_t count, std::string_view singular, std::string_view plural = "");

}  // namespace reeve
