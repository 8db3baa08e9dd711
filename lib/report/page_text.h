// Texts as they go into the page: what agents wrote may be of any length, and a page has a size. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace reeve::page {

constexpr std::size_t longest_line = 300;    // bytes of a title, a reason, a path
constexpr std::size_t longest_text = 6'000;  // bytes of a body, a summary: about a screen and a half
constexpr std::size_t longest_log = 2'000;   // bytes of what a check printed last
constexpr std::size_t longest_list = 100;

// At most so many bytes of valid UTF-8 from its beginning; where something is missing it ends in
// " … (1234 bytes left out)".
std::string beginning_of(std::string_view text, std::size_t limit);
// The same from its end: "(1234 bytes left out) … ".
std::string end_of(std::string_view text, std::size_t limit);
// Each cut to `limit`; of a longer list than longest_list the last line says how many are missing.
std::vector<std::string> lines_of(const std::vector<std::string>& lines, std::size_t limit = longest_line);

// Adds a list of numbers, or of objects, where it is not empty.
void add_list(JsonObject& object, std::string_view name, const std::vector<std::int64_t>& numbers);
void add_list(JsonObject& object, std::string_view name, const std::vector<JsonObject>& objects);

// Sums of money and seconds with no more digits than anybody reads: they cost the most room of all.
double rounded(double value, int digits);

}  // namespace reeve::page
