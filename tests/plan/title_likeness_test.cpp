#include "plan/title_likeness.h"

#include "support/catch.h"

namespace title_likeness_test {

using namespace reeve;

namespace {

bool same(const std::string& a, const std::string& b) {
  const bool result = say_the_same(words_of_title(a), words_of_title(b));
  CHECK(say_the_same(words_of_title(b), words_of_title(a)) == result);
  return result;
}

}  // namespace

TEST_CASE("titles say the same when four words of five do") {
  CHECK(same("Port the parser", "port the Parser."));
  CHECK(same("Make the parser read comments", "Make the lexer read comments"));
  CHECK(same("Add tests for (empty) files", "For empty files, add tests"));
  CHECK_FALSE(same("Port the parser", "Port the printer"));
  CHECK_FALSE(same("Write the manual", "Port the parser"));
  CHECK_FALSE(same("", ""));
}

TEST_CASE("titles that name different files, numbers or identifiers do not say the same") {
  CHECK(same("Port src/a.c to C++ and keep its tests", "Port src/a.c to C++, keep its tests"));
  CHECK_FALSE(same("Port src/a.c to C++ and keep its tests", "Port src/b.c to C++ and keep its tests"));
  CHECK_FALSE(same("Do the rest of the port, part 1", "Do the rest of the port, part 2"));
  CHECK_FALSE(same("Take read_all out of the class", "Take write_all out of the class"));
}

}  // namespace title_likeness_test
