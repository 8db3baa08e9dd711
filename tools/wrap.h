// Fills lines with words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace reeve::cli {

// The words between blanks.
std::vector<std::string> words_of(std::string_view text);

// As words_of, but what stands in brackets is one word: "[--body FILE]" is not torn apart.
std::vector<std::string> synopsis_words(std::string_view synopsis);

// Lines of at most `width` columns; a word that is longer gets a line of its own. Never empty.
std::vector<std::string> wrap(const std::vector<std::string>& words, std::size_t width);

// `first` and then the words, each further line indented to where the words began; ends in a newline.
std::string hanging(const std::string& first, const std::vector<std::string>& words, std::size_t width);

}  // namespace reeve::cli
