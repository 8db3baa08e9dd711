// A target that a person has checked out.
#include "judge/checked_out.h"

#include "support/catch.h"
#include "support/fleet_fixture.h"

namespace checked_out_test {

using namespace reeve;
using namespace reeve::test;
namespace fs = std::filesystem;

namespace {

FleetSetting on_main() {
  FleetSetting setting;
  setting.kind = git::Repository::Kind::with_work_tree;
  setting.target = "refs/heads/main";
  setting.config = "[gate]\nchecks = [\"true\"]\n";
  return setting;
}

}  // namespace

TEST_CASE("the files of a clean work tree follow, and local changes out of the way stay") {
  FleetFixture fleet(on_main());
  const fs::path here = fleet.scratch().path();
  fleet.scratch().git({"reset", "-q", "--hard"});
  write_file(here / "b.txt", "my own change\n");
  write_file(here / "untracked", "mine\n");
  fleet.submit("x", {{"a.txt", "two\n"}, {"new/c.txt", "c\n"}});
  CHECK(fleet.judge() == "testing 1 candidate\nlanded x\n");
  CHECK(read_file(here / "a.txt") == "two\n");
  CHECK(read_file(here / "new/c.txt") == "c\n");
  CHECK(read_file(here / "b.txt") == "my own change\n");
  CHECK(fleet.scratch().git({"status", "--porcelain"}) == " M b.txt\n?? untracked\n");
}

TEST_CASE("a local change in the way blocks the landing, and nothing of it is lost") {
  FleetFixture fleet(on_main());
  const fs::path here = fleet.scratch().path();
  fleet.scratch().git({"reset", "-q", "--hard"});
  std::string file;
  SECTION("changed") {
    file = "a.txt";
  }
  SECTION("untracked") {
    file = "c.txt";
  }
  write_file(here / file, "my own change\n");
  if (file == "a.txt") fleet.submit("x", {{"a.txt", "two\n"}});
  if (file == "c.txt") fleet.submit("x", {{"c.txt", "two\n"}});
  const git::Oid before = fleet.goal().target.value();
  CHECK(fleet.judge().starts_with("testing 1 candidate\nblocked x: the target is checked out in " +
                                  here.string() + ", and its files cannot follow: error: "));
  CHECK(read_file(here / file) == "my own change\n");
  CHECK(fleet.goal().target == before);
  CHECK(fleet.branches() == "ready/x");
  fs::remove(here / file);
  if (file == "a.txt") fleet.scratch().git({"checkout", "-q", "a.txt"});
  CHECK(fleet.judge() == "landed x\n");
  CHECK(fleet.scratch().git({"status", "--porcelain"}) == "");
}

TEST_CASE("linked work trees on the target follow too, and others are left alone") {
  FleetFixture fleet(on_main());
  TemporaryFolder elsewhere;
  const fs::path linked = elsewhere.path() / "linked";
  const fs::path other = elsewhere.path() / "other";
  fleet.scratch().git({"checkout", "-q", "-b", "mine"});
  fleet.scratch().git({"reset", "-q", "--hard"});
  fleet.scratch().git({"worktree", "add", "-q", linked.string(), "main"});
  fleet.scratch().git({"worktree", "add", "-q", "-b", "third", other.string()});
  CHECK(work_trees_on(fleet.repository(), "refs/heads/main") == std::vector<fs::path>{linked});
  fleet.submit("x", {{"a.txt", "two\n"}});
  CHECK(fleet.judge() == "testing 1 candidate\nlanded x\n");
  CHECK(read_file(linked / "a.txt") == "two\n");
  CHECK(read_file(other / "a.txt") == "one\n");
  CHECK(read_file(fleet.scratch().path() / "a.txt") == "one\n");
  fs::remove_all(linked);
  CHECK(work_trees_on(fleet.repository(), "refs/heads/main").empty());
}

}  // namespace checked_out_test
