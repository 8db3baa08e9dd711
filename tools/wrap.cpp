#include "tools/wrap.h"

#include <algorithm>

#include "base/text.h"

namespace reeve::cli {
namespace {

// Below this a paragraph is a column of single words; better to be wider than the terminal.
constexpr std::size_t narrowest_column = 20;

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string& line : split_lines(text)) {
    for (std::string& word : split(line, ' ')) {
      if (!word.empty()) words.push_back(std::move(word));
    }
  }
  return words;
}

std::vector<std::string> synopsis_words(std::string_view synopsis) {
  std::vector<std::string> words;
  std::ptrdiff_t open = 0;
  for (const std::string& piece : words_of(synopsis)) {
    if (open > 0) {
      words.back().append(" ").append(piece);
    } else {
      words.push_back(piece);
    }
    open += std::count_if(piece.begin(), piece.end(), [](char c) { return c == '[' || c == '('; });
    open -= std::count_if(piece.begin(), piece.end(), [](char c) { return c == ']' || c == ')'; });
  }
  return words;
}

std::vector<std::string> wrap(const std::vector<std::string>& words, std::size_t width) {
  std::vector<std::string> lines{""};
  for (const std::string& word : words) {
    std::string& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (display_width(line) + 1 + display_width(word) <= width) {
      line.append(" ").append(word);
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

std::string hanging(const std::string& first, const std::vector<std::string>& words, std::size_t width) {
  const std::size_t indent = display_width(first);
  const std::size_t column = width > indent + narrowest_column ? width - indent : narrowest_column;
  const auto lines = wrap(words, column);
  std::string text = first + join(lines, "\n" + std::string(indent, ' '));
  return text.erase(text.find_last_not_of(' ') + 1) + "\n";
}

}  // namespace reeve::cli
