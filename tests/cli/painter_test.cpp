#include "tools/screen/painter.h"

#include "base/text.h"
#include "support/catch.h"

namespace painter_test {

using namespace reeve;
using namespace reeve::cli;

namespace {

constexpr ScreenSize small{3, 10};

// With the frame of an update cut off, and ESC as "^".
std::string readable(std::string text) {
  text = replace_all(text, "\x1b[?2026h", "");
  return replace_all(replace_all(text, "\x1b[?2026l", ""), "\x1b", "^");
}

// What is written to get from one screen to the next.
std::string change(const std::vector<std::string>& before, const std::vector<std::string>& now) {
  Painter painter;
  painter.paint(before, small);
  return readable(painter.paint(now, small));
}

}  // namespace

TEST_CASE("a screen is written whole once, and then nothing as long as nothing changes") {
  Painter painter;
  CHECK(painter.paint({"one", "", "three", "four"}, small) ==
        "\x1b[?2026h\x1b[H\x1b[2J\x1b[1;1Hone\x1b[3;1Hthree\x1b[?2026l");
  CHECK(painter.paint({"one", "", "three"}, small).empty());
  CHECK(readable(painter.paint({"one"}, {2, 10})) == "^[H^[2J^[1;1Hone");
  painter.forget();
  CHECK(readable(painter.paint({"one"}, {2, 10})) == "^[H^[2J^[1;1Hone");
}

TEST_CASE("of a line that changed only what differs is written") {
  CHECK(change({"for 12 s, a"}, {"for 13 s, a"}) == "^[1;6H3");
  CHECK(change({"abc", "x"}, {"abcd"}) == "^[1;4Hd^[2;1H^[K");
  CHECK(change({"abcd"}, {"ab"}) == "^[1;3H^[K");
  CHECK(change({"ab…d"}, {"ab…e"}) == "^[1;4He");
  CHECK(change({"aäb"}, {"aöb"}) == "^[1;2Hö");
}

TEST_CASE("styles that are open where a line differs are set again, and closed") {
  CHECK(change({"a \x1b[31mred 1\x1b[m b"}, {"a \x1b[31mred 2\x1b[m b"}) == "^[1;7H^[31m2^[m");
  CHECK(change({"\x1b[31mred\x1b[m"}, {"\x1b[32mred\x1b[m"}) == "^[1;1H^[32mred^[m");
  CHECK(change({"\x1b[1mlonger\x1b[m"}, {"\x1b[1mlong\x1b[m"}) == "^[1;5H^[1m^[m^[m^[K");
}

TEST_CASE("a line is cut to the screen, and its style ends there") {
  CHECK(cut_styled("a line of more than ten", 10) == "a line of…");
  CHECK(cut_styled("just fits.", 10) == "just fits.");
  CHECK(cut_styled("\x1b[31ma line of more\x1b[m", 5) == "\x1b[31ma li…\x1b[m");
  CHECK(cut_styled("\x1b[31mred\x1b[m", 3) == "\x1b[31mred\x1b[m");
  CHECK(cut_styled("abc", 0).empty());
  CHECK(styled_width("\x1b[31mä…\x1b[m") == 2);
}

}  // namespace painter_test
