#include "git/line_diff.h"

#include "support/catch.h"

namespace line_diff_test {

using namespace reeve;
using git::line_diff;

namespace {

// "-removed+added" for each line of each hunk, hunks in brackets.
std::string told(const std::string& before, const std::string& after) {
  std::string text;
  for (const git::Hunk& hunk : line_diff(before, after)) {
    text += "[";
    for (const std::string& line : hunk.removed) text += "-" + line;
    for (const std::string& line : hunk.added) text += "+" + line;
    text += "]";
  }
  return text;
}

}  // namespace

TEST_CASE("two texts differ in hunks of whole lines, without context") {
  CHECK(told("", "") == "");
  CHECK(told("a\nb\n", "a\nb\n") == "");
  CHECK(told("", "a\nb\n") == "[+a+b]");
  CHECK(told("a\nb\n", "") == "[-a-b]");
  CHECK(told("a\nb\nc\nd\n", "a\nB\nc\nd\ne\n") == "[-b+B][+e]");
  CHECK(told("a\nc\n", "a\nb\nc\n") == "[+b]");
}

TEST_CASE("line ends are no part of a line, and a missing last one is no line of its own") {
  CHECK(told("a\n", "a\nb") == "[+b]");
  CHECK(told("a", "a\nb\n") == "[-a+a+b]");
  CHECK(told("a\n", "a\nb\r\n") == "[+b]");
}

TEST_CASE("bytes that are no text are compared all the same") {
  const std::string before("a\0b\n\xff\n", 6);
  CHECK(told(before, before + "c\n") == "[+c]");
}

}  // namespace line_diff_test
