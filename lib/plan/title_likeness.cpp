#include "plan/title_likeness.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace reeve {

namespace {

constexpr double least_likeness = 0.8;

bool is_inside_a_word(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || static_cast<unsigned char>(letter) >= 0x80;
}

// Without punctuation at its ends; in lower case as far as it is ASCII.
std::string core_of(std::string_view word) {
  const auto first = std::ranges::find_if(word, is_inside_a_word);
  std::string core(first, word.end());
  while (!core.empty() && !is_inside_a_word(core.back())) core.pop_back();
  std::ranges::transform(core, core.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return core;
}

}  // namespace

TitleWords words_of_title(std::string_view title) {
  TitleWords words;
  for (const std::string& piece : split(title, ' ')) {
    std::string word = core_of(piece);
    if (word.empty()) continue;
    const bool is_name = word.find_first_of("0123456789./_") != word.npos;
    (is_name ? words.names : words.plain).insert(std::move(word));
  }
  return words;
}

bool say_the_same(const TitleWords& a, const TitleWords& b) {
  if (a.names != b.names) return false;
  const auto is_common = [&](const std::string& word) { return b.plain.contains(word); };
  const auto common =
      static_cast<double>(std::ranges::count_if(a.plain, is_common)) + static_cast<double>(a.names.size());
  const auto all = static_cast<double>(a.plain.size() + b.plain.size() + 2 * a.names.size());
  return all > 0 && 2 * common >= least_likeness * all;
}

}  // namespace reeve
