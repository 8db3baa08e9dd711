// Whether two titles say the same.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace reeve {

// A title as its words: in lower case, without what stands around them ("(parser)", "it's done.").
struct TitleWords {
  std::set<std::string> plain;
  std::set<std::string> names;  // words with a digit, a dot, a slash or an underscore: paths, identifiers
};

TitleWords words_of_title(std::string_view title);

// Whether the names are the same and the likeness of all words is at least 0.8: twice the number of words in
// common by the number of words of both (the coefficient of Dice, 1945, and Sørensen, 1948). So of five words
// one may differ, and of three none; "port a.c" and "port b.c" are never the same.
bool say_the_same(const TitleWords& a, const TitleWords& b);

}  // namespace reeve
