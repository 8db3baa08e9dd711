// The hook pre-push where the hub is a remote, and in a linked work tree.
#include "base/text.h"
#include "support/catch.h"
#include "support/fleet.h"
#include "support/real_git.h"

namespace hub_push_test {

using namespace reeve;
using namespace reeve::test;

namespace {

namespace fs = std::filesystem;

const std::string branch = "reeve/task/task-1-aaaa";

// Ada's clone of a hub with a task that may change src/one.c alone.
class AdasClone {
 public:
  AdasClone() {
    fleet.publish({fleet.task(1, "src/one.c")});
    real_git_output(folder_.path(), {"clone", "--quiet", fleet.path().string(), here.string()});
    real_git_output(here, {"config", "reeve.hub", "origin"});
    real_git_output(here, {"reeve", "hooks", "install"});
    real_git_output(here, {"checkout", "--quiet", branch});
  }
  static void commit(const fs::path& tree, const std::string& path) {
    write_file(tree / path, "changed\n");
    real_git_output(tree, {"commit", "--quiet", "-a", "-m", "Change " + path});
  }
  std::string on_hub() { return fleet.scratch().git({"log", "-1", "--format=%s", branch}); }

  FleetRepository fleet{{{"src/one.c", "1\n"}, {"src/two.c", "2\n"}}, ""};

 private:
  TemporaryFolder folder_;

 public:
  const fs::path here = folder_.path() / "clone";
};

}  // namespace

TEST_CASE("a push to a hub that is a remote is held against the scope that the hub knows") {
  AdasClone ada;
  AdasClone::commit(ada.here, "src/one.c");
  CHECK(real_git(ada.here, {"push", "--quiet", "origin", branch}).err == "");
  AdasClone::commit(ada.here, "src/two.c");
  const ProcessResult refused = real_git(ada.here, {"push", "--quiet", "origin", branch});
  CHECK(refused.exit_code == 1);
  CHECK(split_lines(refused.err).front() ==
        "error: the gate would not take reeve/task/task-1-aaaa: paths outside the scope (src/one.c) were "
        "changed: src/two.c");
  CHECK(ada.on_hub() == "Change src/one.c\n");
}

TEST_CASE("a push from a linked work tree is checked as well") {
  AdasClone ada;
  const fs::path linked = ada.here.parent_path() / "linked";
  real_git_output(ada.here, {"checkout", "--quiet", "--detach"});
  real_git_output(ada.here, {"worktree", "add", linked.string(), branch});
  AdasClone::commit(linked, "src/two.c");
  CHECK(real_git(linked, {"push", "--quiet", "origin", branch}).exit_code == 1);
}

}  // namespace hub_push_test
