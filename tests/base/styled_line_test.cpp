#include "base/styled_line.h"

#include "support/catch.h"

namespace styled_line_test {

using namespace reeve;

namespace {

std::string text_of(const std::vector<StyledLine>& lines) {
  std::string text;
  for (const StyledLine& line : lines) text += line.text(Colour::off) + "\n";
  return text;
}

}  // namespace

TEST_CASE("a line has its styles where there is colour, and is as wide as its text") {
  const StyledLine line = StyledLine("ok ").add("no", Style::red).add("");
  CHECK(line.text(Colour::off) == "ok no");
  CHECK(line.text(Colour::on) == "ok \x1b[31mno\x1b[m");
  CHECK(line.in(Style::dim).text(Colour::on) == "\x1b[2mok \x1b[m\x1b[2mno\x1b[m");
  CHECK(line.width() == 5);
}

TEST_CASE("a line is cut within whatever piece meets the edge") {
  const StyledLine line = StyledLine("four").add("more", Style::red).add("last");
  CHECK(line.cut(12).text(Colour::off) == "fourmorelast");
  CHECK(line.cut(0).text(Colour::off) == "fourmorelast");
  CHECK(line.cut(11).text(Colour::off) == "fourmorela…");
  CHECK(line.cut(8).text(Colour::off) == "fourmor…");
  CHECK(line.cut(6).text(Colour::on) == "four\x1b[31mm…\x1b[m");
  CHECK(line.cut(4).text(Colour::off) == "fou…");
}

TEST_CASE("words are wrapped with an indent, and a long one stands alone and whole") {
  CHECK(text_of(wrapped("a reason of several words", 14, 2, 2)) == "  a reason of\n    several\n    words\n");
  CHECK(text_of(wrapped("a reason-without-any-blank in it", 10, 2)) ==
        "  a\n  reason-without-any-blank\n  in it\n");
  CHECK(text_of(wrapped("all in one", 0, 1)) == " all in one\n");
  CHECK(text_of(wrapped("  ", 10, 2)).empty());
}

TEST_CASE("blocks side by side are as long as the longer one, without blanks at their ends") {
  CHECK(text_of(beside({StyledLine("a"), StyledLine()}, {StyledLine("1"), StyledLine(), StyledLine("3")},
                       4)) == "a   1\n\n    3\n");
}

}  // namespace styled_line_test
