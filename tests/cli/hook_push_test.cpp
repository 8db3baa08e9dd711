// The hooks pre-push and post-commit, with real pushes and commits on the branches of tasks.
#include "cli/command_fleet.h"
#include "support/catch.h"
#include "support/real_git.h"

namespace hook_push_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

const std::string branch = "reeve/task/narrow-aaaa";

// The branch of a task that may change src/ alone is checked out, and there is a server to push to.
class Pusher : public CommandFleet {
 public:
  Pusher() {
    TaskSpec spec;
    spec.id = "narrow-aaaa";
    spec.title = "Change src";
    spec.scope = {"src/**"};
    publish(spec);
    run({"hooks", "install"});
    git({"checkout", "-f", branch});
  }
  ProcessResult git(const std::vector<std::string>& arguments) {
    return real_git(scratch().path(), arguments);
  }
  void commit(const std::string& path) {
    write(path, "changed\n");
    real_git_output(scratch().path(), {"add", path});
    real_git_output(scratch().path(), {"commit", "-m", "Change " + path});
  }
  ProcessResult push(const std::string& refspec, const std::string& option = "--quiet") {
    return git({"push", option, server.path().string(), refspec});
  }
  std::string refs() { return server.git({"for-each-ref", "--format=%(refname)"}); }

  ScratchRepository server{git::Repository::Kind::bare};
};

}  // namespace

TEST_CASE("a push of a task's branch that leaves its scope is refused, and --no-verify overrides it") {
  Pusher ada;
  ada.commit("a.txt");
  const ProcessResult refused = ada.push(branch);
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.starts_with(
      "error: the gate would not take reeve/task/narrow-aaaa: paths outside the scope (src/**) were changed: "
      "a.txt\n"
      "hint: undo these changes and push again; 'git push --no-verify' pushes all the same\n"));
  CHECK(ada.push(branch + ":refs/heads/reeve/ready/narrow-aaaa").exit_code == 1);
  CHECK(ada.refs() == "");
  CHECK(ada.push(branch, "--no-verify").succeeded());
  CHECK(ada.refs() == "refs/heads/reeve/task/narrow-aaaa\n");
}

TEST_CASE("every other push passes without a word") {
  Pusher ada;
  ada.commit("src/one.c");
  CHECK(ada.push(branch).err == "");
  ada.commit("a.txt");
  CHECK(ada.push(branch + ":refs/heads/mine").err == "");
  CHECK(ada.push("main").err == "");
  CHECK(ada.push(":refs/heads/mine").err == "");
  CHECK(ada.refs() == "refs/heads/main\nrefs/heads/reeve/task/narrow-aaaa\n");
}

TEST_CASE("a push passes with a warning where it cannot be checked") {
  Pusher ada;
  ada.commit("a.txt");
  ada.git({"config", "reeve.hub", "nowhere"});
  const ProcessResult pushed = ada.push(branch);
  CHECK(pushed.succeeded());
  CHECK(pushed.err ==
        "warning: the push was not checked: the hub 'nowhere' is no remote of this repository\n");
}

TEST_CASE("a commit on a task's branch renews the lease of one's own claim") {
  Pusher ada;
  TaskStore store(ada.tasks().hub(), system_clock(), "Ada <ada@example.org>", ada.tasks().signature());
  TaskRecord task = ada.record("narrow-aaaa");
  REQUIRE(store.claim(task, {"hand", "", "run", Milliseconds{60'000}}));
  const TimePoint before = task.state.claim->lease_until;
  ada.commit("src/one.c");
  const TaskRecord after = ada.record("narrow-aaaa");
  CHECK(after.state.claim->lease_until > before);
  CHECK(after.branch == ada.scratch().repository().resolve_commit("HEAD"));
  ada.commit("src/two.c");
  CHECK(ada.record("narrow-aaaa").log == after.log);
}

TEST_CASE("a commit leaves a claim of somebody else, and a hub that is a remote, alone") {
  Pusher ada;
  const bool remote = GENERATE(false, true);
  const std::string who = remote ? "Ada <ada@example.org>" : "worker@elsewhere";
  TaskStore store(ada.tasks().hub(), system_clock(), who, ada.tasks().signature());
  TaskRecord task = ada.record("narrow-aaaa");
  REQUIRE(store.claim(task, {"hand", "", "run", Milliseconds{60'000}}));
  if (remote) ada.git({"config", "reeve.hub", "/nowhere/at/all"});
  ada.write("src/one.c", "changed\n");
  CHECK(ada.git({"commit", "-q", "-a", "-m", "Change"}).err == "");
  CHECK(ada.record("narrow-aaaa").log == task.log);
}

}  // namespace hook_push_test
