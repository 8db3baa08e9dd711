#include "hooks/checked_out_task.h"

#include "support/catch.h"
#include "support/repository.h"

namespace checked_out_task_test {

using namespace reeve;
using namespace reeve::hooks;
using namespace reeve::test;

namespace {

namespace fs = std::filesystem;

const std::string branch = "reeve/task/fix-it-abcd";

struct Checkout : ScratchRepository {
  Checkout() {
    set_ref("refs/heads/main", commit({{"file", ""}}, {}));
    git({"branch", branch, "main"});
  }
};

}  // namespace

TEST_CASE("the task is the one whose branch is checked out") {
  Checkout checkout;
  CHECK_FALSE(checked_out_task(checkout.path(), {}));
  checkout.git({"checkout", branch});
  CHECK(checked_out_task(checkout.path(), {}) == "fix-it-abcd");
  checkout.git({"checkout", "--detach"});
  CHECK_FALSE(checked_out_task(checkout.path(), {}));
}

TEST_CASE("a linked work tree has a task of its own") {
  Checkout checkout;
  TemporaryFolder folder;
  const fs::path linked = folder.path() / "linked";
  checkout.git({"worktree", "add", linked.string(), branch});
  CHECK(checked_out_task(linked, {}) == "fix-it-abcd");
  CHECK_FALSE(checked_out_task(checkout.path(), {}));
}

TEST_CASE("GIT_DIR is believed, as git sets it for a hook whose work tree has no .git") {
  Checkout checkout;
  checkout.git({"checkout", branch});
  TemporaryFolder elsewhere;
  CHECK(checked_out_task(elsewhere.path(), {{"GIT_DIR", (checkout.path() / ".git").string()}}) ==
        "fix-it-abcd");
}

TEST_CASE("where HEAD cannot be read, or names no valid id, there is no task") {
  TemporaryFolder folder;
  CHECK_FALSE(checked_out_task(folder.path(), {}));
  make_folders(folder.path() / ".git");
  write_file(folder.path() / ".git/HEAD", "ref: refs/heads/reeve/task/Not A Task\n");
  CHECK_FALSE(checked_out_task(folder.path(), {}));
  write_file(folder.path() / ".git/HEAD", "ref: refs/heads/.invalid\n");  // reftable's
  CHECK_FALSE(checked_out_task(folder.path(), {}));
}

}  // namespace checked_out_task_test
