#include "base/glob.h"

#include "base/error.h"
#include "support/catch.h"

namespace glob_test {

using namespace reeve;

namespace {

// The paths of a small repository that a pattern matches.
std::vector<std::string> matches(std::string_view pattern) {
  static const std::vector<std::string> paths{"README.md",      "lib/base/clock.cpp", "lib/base/clock.h",
                                              "lib/base.txt",   "lib/git/oid.cpp",    "lib2/x.cpp",
                                              "docs/README.md", ".reeve/config.toml"};
  std::vector<std::string> found;
  for (const std::string& path : paths) {
    if (glob_matches(pattern, path)) found.push_back(path);
  }
  return found;
}

using Paths = std::vector<std::string>;

std::string refusal(std::string_view pattern) {
  try {
    return "accepted: " + normalise_glob(pattern);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::invalid);
    return error.what();
  }
}

}  // namespace

TEST_CASE("a plain path matches itself and what is below it") {
  CHECK(matches("lib/base") == Paths{"lib/base/clock.cpp", "lib/base/clock.h"});
  CHECK(matches("lib/base/clock.h") == Paths{"lib/base/clock.h"});
  CHECK(matches(".reeve") == Paths{".reeve/config.toml"});
  CHECK(glob_matches(".reeve", ".reeve"));
}

TEST_CASE("a trailing slash and two stars mean everything below") {
  const Paths below{"lib/base/clock.cpp", "lib/base/clock.h", "lib/base.txt", "lib/git/oid.cpp"};
  CHECK(matches("lib/") == below);
  CHECK(matches("lib/**") == below);
  CHECK(matches("**").size() == 8);
  CHECK_FALSE(glob_matches("lib/", "lib"));
  CHECK_FALSE(glob_matches("lib/**", "lib"));
}

TEST_CASE("a star stays inside its folder") {
  CHECK(matches("lib/*") == Paths{"lib/base.txt"});
  CHECK(matches("lib*/*.cpp") == Paths{"lib2/x.cpp"});
  CHECK(matches("lib/*/clock.*") == Paths{"lib/base/clock.cpp", "lib/base/clock.h"});
  CHECK(matches("lib?/x.cpp") == Paths{"lib2/x.cpp"});
  CHECK_FALSE(glob_matches("a?b", "a/b"));
  CHECK_FALSE(glob_matches("a[!x]b", "a/b"));
}

TEST_CASE("a pattern starts at the root") {
  CHECK(matches("*.md") == Paths{"README.md"});
  CHECK(matches("**/*.md") == Paths{"README.md", "docs/README.md"});
  CHECK(matches("base").empty());
}

TEST_CASE("two stars stand for any number of folders, also none") {
  CHECK(glob_matches("a/**/b", "a/b"));
  CHECK(glob_matches("a/**/b", "a/x/y/b"));
  CHECK(glob_matches("**/a/**", "x/a/y/z"));
  CHECK_FALSE(glob_matches("a/**/b", "a/x/y"));
  CHECK_FALSE(glob_matches("a/**/b", "xa/b"));
  CHECK(glob_matches("a**b", "axxb"));
  CHECK_FALSE(glob_matches("a**b", "a/b"));
}

TEST_CASE("sets, ranges, negation and escapes") {
  CHECK(glob_matches("v[0-9]", "v7"));
  CHECK_FALSE(glob_matches("v[0-9]", "vx"));
  CHECK(glob_matches("v[!0-9]", "vx"));
  CHECK_FALSE(glob_matches("v[^0-9]", "v7"));
  CHECK(glob_matches("[]x]", "]"));
  CHECK(glob_matches("[a-]", "-"));
  CHECK(glob_matches("[\\]]x", "]x"));
  CHECK(glob_matches("\\*", "*"));
  CHECK_FALSE(glob_matches("\\*", "x"));
  CHECK(glob_matches("[unclosed", "[unclosed"));
}

TEST_CASE("a question mark is one letter, however many bytes it has") {
  CHECK(glob_matches("gr?n", "grün"));
  CHECK(glob_matches("[ä-ü]", "ö"));
  CHECK(glob_matches("?", "\xff"));
}

TEST_CASE("hostile patterns take no time") {
  std::string stars, folders;
  for (int i = 0; i < 200; ++i) {
    stars += "a*";
    folders += "**/a/";
  }
  std::string deep;
  for (int i = 0; i < 400; ++i) deep += "a/";
  CHECK_FALSE(glob_matches(stars + "b", std::string(2'000, 'a')));
  CHECK_FALSE(glob_matches(folders + "b", deep + "c"));
  CHECK(glob_matches(folders + "c", deep + "c"));
}

TEST_CASE("any pattern of a list is enough") {
  CHECK(any_glob_matches({"docs/", "*.md"}, "README.md"));
  CHECK_FALSE(any_glob_matches({"docs/", "*.md"}, "lib/x"));
  CHECK_FALSE(any_glob_matches({}, "lib/x"));
}

TEST_CASE("a pattern is brought to one form") {
  CHECK(normalise_glob("./lib//base/./*.h") == "lib/base/*.h");
  CHECK(normalise_glob("lib/") == "lib/");
  CHECK(normalise_glob("././lib///") == "lib/");
  CHECK(normalise_glob("a..b/...") == "a..b/...");
  CHECK(normalise_glob("[]]\\[") == "[]]\\[");
}

TEST_CASE("a pattern that can mean nothing is refused with the reason") {
  CHECK(refusal("") == "path pattern '' is empty");
  CHECK(refusal("./") == "path pattern './' is empty");
  CHECK(refusal("/etc") == "path pattern '/etc' is absolute");
  CHECK(refusal("lib/../x") == "path pattern 'lib/../x' has '..' in it");
  CHECK(refusal("lib/[ab") == "path pattern 'lib/[ab' has a '[' without its ']'");
  CHECK(refusal("[a/b]") == "path pattern '[a/b]' has a '[' without its ']'");
}

TEST_CASE("two patterns meet where a path can be matched by both") {
  const auto meet = [](const std::string& a, const std::string& b) {
    const bool result = globs_may_meet(a, b);
    CHECK(globs_may_meet(b, a) == result);
    return result;
  };
  for (const auto& [a, b] : std::vector<std::pair<std::string, std::string>>{{"src/a.c", "src/a.c"},
                                                                             {"src/a.c", "src/*.c"},
                                                                             {"src", "src/a.c"},
                                                                             {"src/", "src/a/b.c"},
                                                                             {"src/**", "src/*/b.c"},
                                                                             {"**/*.md", "doc/a.*"},
                                                                             {"**", "a"},
                                                                             {"a*c", "*bc"},
                                                                             {"a*b*c", "ax*yc"},
                                                                             {"**/test/**", "lib/**/x.c"},
                                                                             {"a[0-9].c", "a7.c"},
                                                                             {"a[!0-9].c", "a?.c"},
                                                                             {"[ab].c", "[cd].c"},
                                                                             {"\\*.c", "*.c"},
                                                                             {"ä?", "?ö"}}) {
    INFO(a << " and " << b);
    CHECK(meet(a, b));
  }
  for (const auto& [a, b] : std::vector<std::pair<std::string, std::string>>{{"src/a.c", "src/b.c"},
                                                                             {"src/a.c", "src/*.h"},
                                                                             {"src", "srcs/a.c"},
                                                                             {"src/*", "src/a/b.c"},
                                                                             {"src/**", "lib/**"},
                                                                             {"**/*.md", "doc/*.txt"},
                                                                             {"a*c", "b*c"},
                                                                             {"*a", "*b"},
                                                                             {"src/*/x.c", "src/x.?"},
                                                                             {"a[0-9].c", "ab.c"},
                                                                             {"a[!0-9].c", "a7.c"},
                                                                             {"\\*.c", "a.c"},
                                                                             {"??", "a"}}) {
    INFO(a << " and " << b);
    CHECK_FALSE(meet(a, b));
  }
}

TEST_CASE("a plain path has no wildcard and is no folder") {
  CHECK(is_plain_path("src/a.c"));
  CHECK_FALSE(is_plain_path("src/"));
  CHECK_FALSE(is_plain_path("src/*.c"));
}

}  // namespace glob_test
