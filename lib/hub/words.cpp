#include "hub/words.h"

#include <algorithm>

#include "base/text.h"

namespace reeve {

std::string one_line(std::string_view text) {
  std::string line = paragraphs(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

std::string paragraphs(std::string_view text) {
  return printable(trim(replace_all(std::string(text), "\r\n", "\n")));
}

}  // namespace reeve
