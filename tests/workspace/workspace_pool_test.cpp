// Workspaces are used again, belong to one process at a time, and are what they were at the start of each
// use.
#include "workspace/workspace_pool.h"

#include <cstdlib>

#include "support/catch.h"
#include "support/child_process.h"
#include "support/processes.h"
#include "support/repository.h"
#include "support/workspaces.h"

namespace workspace_pool_test {

using namespace reeve;
using namespace reeve::test;

namespace {

struct World {
  WorkspacesAt workspaces;
  ScratchRepository scratch{git::Repository::Kind::bare};
  git::Oid commit = scratch.commit({{"a.txt", "one\n"}, {".gitignore", "*.o\n"}}, {});
  WorkspacePool pool{scratch.repository(), "work"};
};

std::string number_of(const Workspace& workspace) {
  return workspace.files().folder().parent_path().filename();
}

}  // namespace

TEST_CASE("the free workspace with the lowest number is used") {
  World world;
  Workspace first = world.pool.acquire();
  {
    const Workspace second = world.pool.acquire();
    CHECK(number_of(first) + number_of(second) == "12");
  }
  CHECK(number_of(world.pool.acquire()) == "2");
}

TEST_CASE("pools of another purpose or another repository share nothing") {
  World world;
  const Workspace work = world.pool.acquire();
  const Workspace gate = WorkspacePool(world.scratch.repository(), "gate").acquire();
  ScratchRepository other(git::Repository::Kind::bare);
  const Workspace others = WorkspacePool(other.repository(), "work").acquire();
  CHECK(number_of(work) + number_of(gate) + number_of(others) == "111");
  CHECK(work.files().folder() != gate.files().folder());
  CHECK(work.files().folder() != others.files().folder());
}

TEST_CASE("a reset workspace holds the commit's files and a repository of its own") {
  World world;
  Workspace workspace = world.pool.acquire();
  workspace.reset(world.scratch.repository(), world.commit);
  const auto& tree = workspace.files().folder();
  write_file(tree / "a.txt", "two\n");
  write_file(tree / "left.o", "ignored");
  write_file(tree / "left", "new");
  make_folders(tree / ".git/hooks");
  write_file(tree / ".git/hooks/post-checkout", "#!/bin/sh\n");
  const git::Oid next = world.scratch.commit({{"b.txt", "two\n"}}, {world.commit});
  workspace.reset(world.scratch.repository(), next);
  CHECK_FALSE(std::filesystem::exists(tree / "a.txt"));
  CHECK_FALSE(std::filesystem::exists(tree / "left.o"));
  CHECK_FALSE(std::filesystem::exists(tree / "left"));
  CHECK_FALSE(std::filesystem::exists(tree / ".git/hooks/post-checkout"));
  CHECK(read_file(tree / "b.txt") == "two\n");
  CHECK(git::read_untrusted_head(tree) == next);
  CHECK(world.scratch.git({"-C", tree.string(), "status", "--porcelain=v2", "--branch"}) ==
        "# branch.oid " + next.hex() + "\n# branch.head task\n");
}

TEST_CASE("what runs in a workspace is noted until it is done") {
  World world;
  Workspace workspace = world.pool.acquire();
  CHECK_FALSE(workspace.noted());
  workspace.note({"x-1", 12, world.commit});
  REQUIRE(workspace.noted());
  CHECK(workspace.noted()->task == "x-1");
  CHECK(workspace.noted()->attempt == 12);
  CHECK(workspace.noted()->commit == world.commit);
  workspace.clear_note();
  CHECK_FALSE(workspace.noted());
}

TEST_CASE("the work of a killed process is found, and that of a running one left alone") {
  World world;
  {
    Workspace killed = world.pool.acquire();
    killed.note({"x", 1, world.commit});
  }
  {
    Workspace done = world.pool.acquire();  // the same folder: taken over before it was salvaged
    CHECK(done.noted()->task == "x");
    CHECK(world.pool.abandoned().empty());
  }
  const auto abandoned = world.pool.abandoned();
  REQUIRE(abandoned.size() == 1);
  CHECK(abandoned[0].noted()->task == "x");
}

TEST_CASE("a note that is damaged is none") {
  World world;
  Workspace workspace = world.pool.acquire();
  for (const char* text :
       {"", "x", "x 1", "../x 1 0123456789012345678901234567890123456789", "x 1 nothing"}) {
    CAPTURE(text);
    write_file(workspace.files().folder().parent_path() / "attempt", text);
    CHECK_FALSE(workspace.noted());
  }
}

TEST_CASE("a workspace of a killed process is free at once") {
  World world;
  ChildProcess child([&] {
    const Workspace workspace = world.pool.acquire();
    write_file(world.scratch.path() / "holds", number_of(workspace));
    for (;;) pause();
  });
  REQUIRE(eventually([&] { return std::filesystem::exists(world.scratch.path() / "holds"); }));
  CHECK(number_of(world.pool.acquire()) == "2");
  child.kill();
  CHECK(number_of(world.pool.acquire()) == "1");
}

TEST_CASE("workspaces lie where the environment says, and never in the repository") {
  ScratchRepository scratch;
  const auto root = [&] { return workspaces_root(scratch.repository()); };
  const std::string home = std::getenv("HOME") == nullptr ? "" : std::getenv("HOME");
  unsetenv("REEVE_WORKSPACES");
  setenv("XDG_CACHE_HOME", "/cache", 1);
  CHECK(root().parent_path() == "/cache/reeve");
  setenv("XDG_CACHE_HOME", "relative", 1);
  setenv("HOME", "/home/x", 1);
  CHECK(root().parent_path() == "/home/x/.cache/reeve");
  unsetenv("XDG_CACHE_HOME");
  unsetenv("HOME");
  CHECK(root().parent_path() == "/var/tmp/reeve-" + std::to_string(getuid()));
  setenv("HOME", home.c_str(), 1);
}

}  // namespace workspace_pool_test
