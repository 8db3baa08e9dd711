#include "plan/path_index.h"

#include <algorithm>

#include "base/glob.h"
#include "support/catch.h"

namespace path_index_test {

using namespace reeve;

TEST_CASE("the index finds for every pattern what the pattern matches") {
  std::vector<std::string> paths{"README.md",
                                 "[x].c",
                                 "a*b",
                                 "doc",
                                 "lib/base/b.h",
                                 "lib/base.h",
                                 "lib/base/c.cpp",
                                 "lib/git/c.cpp",
                                 "lib/git/deep/c.h",
                                 "lib2/c.cpp",
                                 "ä/ö.md"};
  std::sort(paths.begin(), paths.end());
  PathIndex index(paths);
  for (const std::string glob :
       {"**",    "*",           "lib",    "lib/",       "lib/**",         "lib/base",
        "lib/*", "lib/*/c.cpp", "**/c.*", "**/*.cpp",   "l?b/**",         "lib/[a-f]ase/**",
        "a\\*b", "a*b",         "*\\.md", "\\[x].c",    "[[]x].c",        "doc",
        "none",  "z",           "ä/*.md", "lib/**/c.h", "lib/git/**/*.h", "README.md/"}) {
    std::vector<std::string> expected, found;
    for (const std::string& path : paths) {
      if (glob_matches(glob, path)) expected.push_back(path);
    }
    for (const std::uint32_t place : index.matching(glob)) found.push_back(index.path(place));
    INFO(glob);
    CHECK(found == expected);
  }
  CHECK(index.contains("lib/base.h"));
  CHECK_FALSE(index.contains("lib/base"));
}

}  // namespace path_index_test
