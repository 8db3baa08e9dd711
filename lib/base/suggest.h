// "Did you mean …?": the nearest known word, for commands, options and configuration keys.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reeve {

// The candidate with the smallest Damerau–Levenshtein distance to `word`; absent if none is near enough
// (at most a third of the word's length, at least 1; a candidate that starts with the word is near).
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace reeve
