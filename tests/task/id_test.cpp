#include "task/id.h"

#include <set>

#include "support/catch.h"

namespace id_test {

using namespace reeve;

TEST_CASE("a slug keeps letters and digits of a title and joins them by single hyphens") {
  CHECK(slug_of("Port the parser: part 2") == "port-the-parser-part-2");
  CHECK(slug_of("  --Trim__both ends!!") == "trim-both-ends");
  CHECK(slug_of("Größe & Übersicht") == "gr-e-bersicht");
  CHECK(slug_of("../../etc/passwd") == "etc-passwd");
  CHECK(slug_of("") == "task");
  CHECK(slug_of("日本語") == "task");
}

TEST_CASE("a slug is at most 55 characters long and does not end in a hyphen") {
  CHECK(slug_of(std::string(200, 'a')) == std::string(55, 'a'));
  CHECK(slug_of(std::string(54, 'a') + " b") == std::string(54, 'a'));
}

TEST_CASE("ids that could be an option, a path, another ref or hidden text are not valid") {
  const std::string too_long(61, 'a');
  const std::vector<std::string> hostile{"",
                                         "-",
                                         "-x",
                                         "x-",
                                         "--upload-pack=x",
                                         "A",
                                         "a b",
                                         "a/b",
                                         "..",
                                         "a..b",
                                         "a.lock",
                                         "a\nb",
                                         "a\tb",
                                         "a:b",
                                         "a@{0}",
                                         "a~1",
                                         "a^",
                                         "a*",
                                         "a\\b",
                                         "ä",
                                         "\xff",
                                         "refs/x",
                                         "x\x1b[31m",
                                         "a\u202e",
                                         too_long,
                                         std::string("a\0b", 3)};
  for (const std::string& id : hostile) {
    INFO(id);
    CHECK_FALSE(is_valid_id(id));
  }
}

TEST_CASE("ids of 1 to 60 letters, digits and inner hyphens are valid") {
  for (const std::string& id : {std::string("a"), std::string("7"), std::string("reader-h-k3qa"),
                                std::string("a--b"), std::string(60, 'a')}) {
    INFO(id);
    CHECK(is_valid_id(id));
  }
}

TEST_CASE("made ids are valid, tell their title, and differ") {
  std::set<std::string> made;
  for (int i = 0; i < 50; ++i) {
    const std::string id = make_id("Port the parser");
    CHECK(is_valid_id(id));
    CHECK(id.substr(0, id.size() - 4) == "port-the-parser-");
    made.insert(id);
  }
  CHECK(made.size() > 45);  // of 32^4 = 1,048,576 endings, 50 draws meet once in 856 runs
  CHECK(is_valid_id(make_id(std::string(500, '-') + std::string(500, 'z'))));
}

}  // namespace id_test
