// Build output that stays, and when it must not.
#include "workspace/warmth.h"

#include <sys/stat.h>

#include "support/catch.h"
#include "support/repository.h"
#include "support/workspaces.h"
#include "workspace/check.h"

namespace warmth_test {

using namespace reeve;
using namespace reeve::test;

namespace {

struct World {
  WorkspacesAt workspaces;
  ScratchRepository scratch{git::Repository::Kind::bare};
  Files files{{".gitignore", "build/\n"}, {"a.txt", "one\n"}};
  git::Oid first = scratch.commit(files, {});
  WorkspacePool pool{scratch.repository(), "gate"};
  Workspace workspace = pool.acquire();
  Config config;

  World() {
    config.gate.warm = true;
    config.gate.sandbox = Sandbox::none;  // what a build has found is written outside
  }

  git::Oid change(const git::Oid& parent, const std::string& path, const std::string& content) {
    Files changed = scratch.files_of(parent);
    changed[path] = content;
    return scratch.commit(changed, {parent});
  }

  // What the last command printed to ../said: the names of the built files that it found.
  std::string build(const git::Oid& commit, const std::string& more = "true",
                    CheckPlace where = CheckPlace::gate) {
    const auto said = workspace.files().folder().parent_path() / "said";
    const std::string command =
        "mkdir -p build && ls build > " + said.string() + "; touch build/$(cat a.txt); " + more;
    const auto receipts = run_checks({command}, scratch.repository(), commit, workspace, config, where, {});
    warm = receipts.back().warm;
    return read_file(said);
  }

  bool warm = false;
};

}  // namespace

TEST_CASE("a change on top of a tree that passed finds what that one has built") {
  World world;
  CHECK(world.build(world.first) == "");
  CHECK_FALSE(world.warm);
  const auto a = world.workspace.files().folder() / "a.txt";
  struct stat before{}, after{};
  REQUIRE(lstat(a.c_str(), &before) == 0);
  CHECK(world.build(world.change(world.first, "b.txt", "new\n")) == "one\n");
  CHECK(world.warm);
  REQUIRE(lstat(a.c_str(), &after) == 0);
  CHECK(before.st_mtim.tv_sec == after.st_mtim.tv_sec);
  CHECK(before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
}

TEST_CASE("output goes where it could say more than the tree itself") {
  World world;
  const git::Oid evil = world.change(world.first, "a.txt", "evil\n");
  SECTION("after a build that failed") {
    world.build(world.first, "false");
    CHECK(world.build(world.first) == "");
  }
  SECTION("of a change that is not in the history") {
    world.build(evil);
    CHECK(world.build(world.change(world.first, "b.txt", "new\n")) == "");
  }
  SECTION("of a change that is no more where the history has its tree") {
    world.build(evil);
    CHECK(world.build(world.change(evil, "b.txt", "new\n")) == "evil\n");
  }
  SECTION("under another policy") {
    world.build(world.first);
    world.config.gate.environment["CFLAGS"] = "-O2";
    CHECK(world.build(world.first) == "");
  }
  SECTION("unless it is asked for") {
    world.config.gate.warm = false;
    world.build(world.first);
    CHECK(world.build(world.first) == "");
  }
  SECTION("where workers run agents") {
    world.build(world.first, "true", CheckPlace::worker);
    CHECK(world.build(world.first, "true", CheckPlace::worker) == "");
  }
}

TEST_CASE("only what the commit itself ignores stays") {
  World world;
  world.build(world.first,
              "mkdir left && echo '*' > left/.gitignore && echo x > left/file && echo x > other");
  CHECK(world.build(world.first, "ls -A > ../said") == ".git\n.gitignore\na.txt\nbuild\n");
  CHECK(world.warm);
}

}  // namespace warmth_test
