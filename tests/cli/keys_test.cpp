#include "tools/screen/keys.h"

#include "support/catch.h"

namespace keys_test {

using namespace reeve::cli;

namespace {

// "up a ^L escape"
std::string words_of(const std::vector<Key>& keys) {
  static const std::vector<std::string> names{"character", "enter", "escape", "backspace", "tab",
                                              "up",        "down",  "left",   "right",     "page_up",
                                              "page_down", "home",  "end",    "other"};
  std::string words;
  for (const Key& key : keys) {
    if (!words.empty()) words += " ";
    words += key.name == KeyName::character ? key.text : names.at(static_cast<std::size_t>(key.name));
  }
  return words;
}

std::string read(const std::string& bytes) {
  KeyReader reader;
  const std::string now = words_of(reader.take(bytes));
  const std::string later = words_of(reader.finish());
  return later.empty() ? now : now + " | " + later;
}

// Each byte by itself, as a slow line brings them.
std::string read_in_pieces(const std::string& bytes) {
  KeyReader reader;
  std::vector<Key> all;
  for (const char byte : bytes)
    for (Key& key : reader.take({&byte, 1})) all.push_back(std::move(key));
  return words_of(all);
}

}  // namespace

TEST_CASE("keys are read from what terminals send for them, in one piece or in many") {
  const std::string typed =
      "a\x1b[A\x1b[B\x1bOC\x1b[D\x1b[5~\x1b[6~\x1b[H\x1b[4~\r\x7f\t\x0c\xc3\xa9\xe2\x80\xa6/\x1b[1;5Cq";
  const std::string keys =
      "a up down right left page_up page_down home end enter backspace tab ^L \xc3\xa9 \xe2\x80\xa6 / other "
      "q";
  CHECK(read(typed) == keys);
  CHECK(read_in_pieces(typed) == keys);
}

TEST_CASE("a lone escape is a key as soon as nothing follows it") {
  CHECK(read("\x1b") == " | escape");
  CHECK(read("\x1b[") == " | escape [");
  CHECK(read("\x1bq") == "escape q");
  CHECK(read("\x1b\x1b[A") == "escape up");
}

TEST_CASE("bytes that are no key disturb none that follows") {
  CHECK(read("\xff\x80j") == "other other j");
  CHECK(read("\xc3j") == "other j");
  CHECK(read("\xe2\x80") == " | other");
  CHECK(read("\x1b[" + std::string(100, '1') + "j") == "other");
  CHECK(read(std::string("\0x", 2)) == "^@ x");
}

}  // namespace keys_test
