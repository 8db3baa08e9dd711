#include "base/text.h"

#include "support/catch.h"

namespace text_test {

using namespace reeve;
using Pieces = std::vector<std::string>;

TEST_CASE("splitting keeps empty pieces") {
  CHECK(split("a,b,,c,", ',') == Pieces{"a", "b", "", "c", ""});
  CHECK(split("", ',') == Pieces{""});
  CHECK(split("abc", ',') == Pieces{"abc"});
}

TEST_CASE("a final newline makes no last empty line") {
  CHECK(split_lines("one\ntwo\n") == Pieces{"one", "two"});
  CHECK(split_lines("one\ntwo") == Pieces{"one", "two"});
  CHECK(split_lines("one\n\n") == Pieces{"one", ""});
  CHECK(split_lines("\n") == Pieces{""});
  CHECK(split_lines("").empty());
}

TEST_CASE("joining is the opposite of splitting") {
  CHECK(join({"a", "", "b"}, ", ") == "a, , b");
  CHECK(join({}, ", ").empty());
}

TEST_CASE("trimming takes blanks from both ends only") {
  CHECK(trim(" \t a b\r\n") == "a b");
  CHECK(trim(" \n\t").empty());
  CHECK(trim("").empty());
}

TEST_CASE("replacing goes on behind what it replaced") {
  CHECK(replace_all("aaa", "a", "aa") == "aaaaaa");
  CHECK(replace_all("{scope}/{scope}", "{scope}", "lib") == "lib/lib");
  CHECK(replace_all("aaa", "aa", "b") == "ba");
  CHECK(replace_all("same", "x", "y") == "same");
  CHECK_THROWS(replace_all("text", "", "y"));
}

TEST_CASE("code points of valid text are those that were written") {
  CHECK(code_points("aé€𝄞") == U"aé€𝄞");
  CHECK(repair_utf8("aé€𝄞") == "aé€𝄞");
}

TEST_CASE("bytes that are not UTF-8 are kept apart and repaired") {
  CHECK(code_points("a\xff\x80") == std::u32string{U'a', char32_t{0xDCFF}, char32_t{0xDC80}});
  CHECK(repair_utf8("a\xff") == "a\uFFFD");
  CHECK(repair_utf8("\xc3") == "\uFFFD");                      // ends too early
  CHECK(repair_utf8("\xc0\xaf") == "\uFFFD\uFFFD");            // an overlong slash
  CHECK(repair_utf8("\xe0\x80\xaf") == "\uFFFD\uFFFD\uFFFD");  // an overlong slash
  CHECK(repair_utf8("\xed\xa0\x80") == "\uFFFD\uFFFD\uFFFD");  // a surrogate
  CHECK(repair_utf8("\xf4\x90\x80\x80").size() == 4 * 3);      // above U+10FFFF
  CHECK(repair_utf8("\xe2\x82"
                    "a") == "\uFFFD\uFFFDa");  // the letter after it survives
}

TEST_CASE("the width of a text is its letters, not its bytes") {
  CHECK(display_width("Prüfung …") == 9);
  CHECK(display_width("a\x1b\n\x7f\u0085z") == 2);
  CHECK(display_width("\xff\xfe") == 2);
  CHECK(display_width("") == 0);
}

TEST_CASE("a long text is cut between letters and says so") {
  CHECK(shorten("planner", 7) == "planner");
  CHECK(shorten("planner", 6) == "plann…");
  CHECK(shorten("äöüß", 3) == "äö…");
  CHECK(shorten("abc", 1) == "…");
  CHECK(shorten("abc", 0).empty());
  CHECK(shorten("", 0).empty());
  CHECK(shorten("abcd\x1bx\x1b", 3) == "ab…");
}

TEST_CASE("printable text cannot speak to the terminal") {
  CHECK(printable("red \x1b[31m\r\n\tend") == "red \\x1b[31m\\x0d\n\tend");
  CHECK(printable("\u009b31m\x7f") == "\\x9b31m\\x7f");
  CHECK(printable("a\xff") == "a\\xff");
  CHECK(printable("if \u202e\u2066") == "if \\u202e\\u2066");
  CHECK(printable("Grüße …") == "Grüße …");
  CHECK(printable(std::string_view("a\0b", 3)) == "a\\x00b");
}

TEST_CASE("a count agrees with its noun") {
  CHECK(count_of(0, "task") == "0 tasks");
  CHECK(count_of(1, "task") == "1 task");
  CHECK(count_of(2, "task") == "2 tasks");
  CHECK(count_of(1, "try", "tries") == "1 try");
  CHECK(count_of(3, "try", "tries") == "3 tries");
}

}  // namespace text_test
