#include "base/suggest.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace reeve {

namespace {

// Damerau–Levenshtein with adjacent swaps only (optimal string alignment): three rows are enough.
std::size_t edit_distance(const std::u32string& from, const std::u32string& to) {
  std::vector<std::size_t> two_before, before(to.size() + 1), row(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    two_before = std::exchange(before, row);
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = before[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, before[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) row[j] = std::min(row[j], two_before[j - 2] + 1);
    }
  }
  return row[to.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.empty()) return {};  // every candidate starts with it
  const std::u32string letters = code_points(word);
  const std::size_t limit = std::max<std::size_t>(1, letters.size() / 3);
  std::optional<std::string> best;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(letters, code_points(candidate));
    const bool near = distance <= limit || candidate.starts_with(word);
    if (!near || (best && distance >= best_distance)) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

}  // namespace reeve
