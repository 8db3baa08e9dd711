#include "base/kept_output.h"

#include "support/catch.h"

namespace kept_output_test {

using namespace reeve;
namespace {

std::string kept(std::size_t limit, const std::vector<std::string>& pieces) {
  KeptOutput output(limit);
  for (const std::string& piece : pieces) output.add(piece);
  return output.text();
}

TEST_CASE("output up to the limit is kept whole, in however many pieces it comes") {
  CHECK(kept(7, {"abcdefg"}) == "abcdefg");
  CHECK(kept(7, {"ab", "cde", "", "fg"}) == "abcdefg");
  CHECK(kept(7, {}) == "");
}

TEST_CASE("output beyond the limit loses its middle") {
  CHECK(kept(4, {"0123456789"}) == "01\n[… 6 bytes left out …]\n89");
  CHECK(kept(4, {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}) == "01\n[… 6 bytes left out …]\n89");
  CHECK(kept(5, {"0123456", "789"}) == "01\n[… 5 bytes left out …]\n789");
  CHECK(kept(1, {"0123456789"}) == "\n[… 9 bytes left out …]\n9");
  CHECK(kept(0, {"0123456789"}) == "\n[… 10 bytes left out …]\n");
}

TEST_CASE("a cut leaves no half character") {
  CHECK(kept(6, {"aéé", "xxxx", "éé"}) == "aé\n[… 8 bytes left out …]\né");
  CHECK(kept(4, {"a€xxxx€z"}) == "a\n[… 10 bytes left out …]\nz");
  // Bytes that are no UTF-8 at all are not searched for a boundary beyond one character's length.
  CHECK(kept(8, {std::string(20, '\x80')}) ==
        std::string(4, '\x80') + "\n[… 15 bytes left out …]\n" + std::string(1, '\x80'));
}

TEST_CASE("what is kept does not grow with what is printed") {
  KeptOutput output(1000);
  const std::string piece(100'000, 'x');
  for (int count = 0; count < 1000; ++count) output.add(piece);
  CHECK(output.total_bytes() == 100'000'000);
  CHECK(output.text() == std::string(500, 'x') + "\n[… 99999000 bytes left out …]\n" + std::string(500, 'x'));
}

}  // namespace

}  // namespace kept_output_test
