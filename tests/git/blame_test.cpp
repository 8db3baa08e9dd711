#include "git/blame.h"

#include <fstream>

#include "support/catch.h"
#include "support/repository.h"

namespace blame_test {

using namespace reeve;
using namespace reeve::git;
using reeve::test::ScratchRepository;

TEST_CASE("each line has the commit that it comes from, and one that is not committed has none") {
  ScratchRepository scratch;
  const Oid first = scratch.commit({{"a b.txt", "one\ntwo\n"}}, {});
  const Oid second = scratch.commit({{"a b.txt", "one\n\ttwo\n\n"}}, {first});
  scratch.set_ref("refs/heads/main", second);
  scratch.git({"reset", "-q", "--hard"});
  std::ofstream(scratch.path() / "a b.txt", std::ios::app) << "four\n";
  const auto lines = blame(scratch.path(), std::nullopt, "a b.txt", std::nullopt);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].commit == first);
  CHECK(lines[1].commit == second);
  CHECK(lines[1].text == "\ttwo");
  CHECK(lines[2].number == 3);
  CHECK(lines[2].text.empty());
  CHECK_FALSE(lines[3].commit);
  const auto before = blame(scratch.path(), first, "a b.txt", LineRange{2, 2});
  REQUIRE(before.size() == 1);
  CHECK(before[0].text == "two");
  CHECK(before[0].commit == first);
}

TEST_CASE("a file or a line that is not there is an error in git's words") {
  ScratchRepository scratch;
  const Oid commit = scratch.commit({{"a", "1\n"}}, {});
  CHECK_THROWS_WITH(blame(scratch.path(), commit, "b", std::nullopt), "no such path b in " + commit.hex());
  CHECK_THROWS_WITH(blame(scratch.path(), commit, "a", LineRange{2, 2}), "file a has only 1 line");
}

}  // namespace blame_test
