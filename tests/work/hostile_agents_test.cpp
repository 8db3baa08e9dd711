// Agents that do the worst they can to their workspace. Each attempt ends with the outcome that it earned,
// nothing that they planted is run, the hub is as it was, and the next attempt in the same workspace finds it
// clean.
#include "support/catch.h"
#include "support/fleet_fixture.h"
#include "support/processes.h"

namespace hostile_agents_test {

using namespace reeve;
using namespace reeve::test;

namespace {

// The agent is hostile with the task `x` and does its work with every other one.
FleetFixture hostile(const std::string& script, const std::string& lines = "",
                     const std::string& config = "") {
  FleetSetting setting;
  setting.agents = {
      {"small",
       "MARKER=\"$OUTSIDE/marker\"\n"
       "printf '#!/bin/sh\\necho ran >> %s\\ncat\\n' \"$MARKER\" > $OUTSIDE/evil; chmod +x $OUTSIDE/evil\n"
       "test $REEVE_ID = x || { echo clean > b.txt; exit 0; }\n" +
           script,
       lines}};
  setting.config = config;
  return FleetFixture(setting);
}

void check_that_the_next_one_is_well(FleetFixture& fleet) {
  fleet.publish("y", {"b.txt"});
  for (int tries = 0; tries < 3; ++tries) {
    const std::string result = fleet.work();
    if (result.starts_with("y")) {
      CHECK(result == "y, attempt 1 by small: submitted");
      break;
    }
  }
  CHECK(fleet.files("ready/y") == Files{{"a.txt", "one\n"}, {"b.txt", "clean\n"}});
  CHECK_FALSE(std::filesystem::exists(fleet.outside() / "marker"));
  CHECK(fleet.harm() == "");
}

}  // namespace

TEST_CASE("an agent that plays with its repository submits its files, and nothing else happens") {
  const std::string script = GENERATE(values<std::string>({
      // Configuration that names programs.
      "git config core.fsmonitor $OUTSIDE/evil; git config core.hooksPath $OUTSIDE; git config "
      "filter.e.clean "
      "$OUTSIDE/evil; git config filter.e.smudge $OUTSIDE/evil; git config filter.e.process $OUTSIDE/evil; "
      "git config "
      "uploadpack.packObjectsHook $OUTSIDE/evil; git config core.sshCommand $OUTSIDE/evil; git config "
      "core.alternateRefsCommand $OUTSIDE/evil; echo '* filter=e' > .git/info/attributes; echo two > a.txt",
      "git config core.worktree /tmp; echo two > a.txt",
      // Hooks.
      "mkdir -p .git/hooks; for h in post-checkout pre-commit post-index-change reference-transaction "
      "update; do cp "
      "$OUTSIDE/evil .git/hooks/$h; done; echo two > a.txt",
      // HEAD.
      "echo two > a.txt; echo garbage > .git/HEAD",
      "echo two > a.txt; echo 0123456789012345678901234567890123456789 > .git/HEAD",
      "echo two > a.txt; git checkout -q --orphan other; git commit -qam own",
      "git checkout -q --detach; echo two > a.txt; git commit -qam own",
      "git checkout -q -b other; echo two > a.txt; git commit -qam own",
      "echo two > a.txt; git commit -qam own; git update-ref refs/heads/task HEAD~1; git reset -q --soft "
      "HEAD~1",
      // The repository itself.
      "echo two > a.txt; rm -rf .git",
      "echo two > a.txt; rm -rf .git; ln -s $(dirname $OUTSIDE) .git",
      "echo two > a.txt; chmod -R 000 .git",
      "echo two > a.txt; git commit -qam own; find .git/objects -type f | xargs chmod u+w; for f in $(find "
      ".git/objects -type f); do echo damaged > $f; done",
      "echo two > a.txt; git commit -qam own; echo /nowhere > .git/objects/info/alternates",
      "echo two > a.txt; rm -rf .git; mkfifo .git",
      "echo two > a.txt; rm .git/HEAD; mkfifo .git/HEAD .git/config.lock",
  }));
  CAPTURE(script);
  FleetFixture fleet = hostile(script);
  fleet.publish("x", {"a.txt"});
  CHECK(fleet.work() == "x, attempt 1 by small: submitted");
  CHECK(fleet.files("ready/x") == Files{{"a.txt", "two\n"}, {"b.txt", "one\n"}});
  check_that_the_next_one_is_well(fleet);
}

TEST_CASE("an agent that links its repository to the hub's own changes nothing there") {
  FleetFixture fleet = hostile(
      "HUB=$(dirname $(cat .git/objects/info/alternates)); echo two > a.txt; rm -rf .git; "
      "ln -s $HUB .git");
  fleet.publish("x", {"a.txt"});
  CHECK(fleet.work() == "x, attempt 1 by small: submitted");
  CHECK(fleet.files("ready/x") == Files{{"a.txt", "two\n"}, {"b.txt", "one\n"}});
  check_that_the_next_one_is_well(fleet);
}

TEST_CASE("an agent that removes its files loses them, and nobody else's") {
  struct Row {
    std::string script, end;
  };
  const auto row = GENERATE(values<Row>({
      {"w=$PWD; cd /; rm -rf \"$w\"",
       "failed, crashed: the agent left a workspace that cannot be read: the work tree "
       "<workspaces>/work/1/tree is gone"},
      {"rm -rf ./* .reeve", "failed, denied: the agent deleted every file of its workspace"},
      {"w=$PWD; cd /; rm -rf \"$w\"; ln -s $OUTSIDE \"$w\"",
       "failed, crashed: the agent left a workspace that cannot be read: the work tree "
       "<workspaces>/work/1/tree is gone"},
      {"rm -rf \"$(dirname \"$REEVE_OUT\")\"; ln -s $OUTSIDE \"$(dirname \"$REEVE_OUT\")\"",
       "failed, no_change: no file differs from the target"},
  }));
  CAPTURE(row.script);
  FleetFixture fleet = hostile(row.script);
  write_file(fleet.outside() / "mine", "mine");
  fleet.publish("x");
  CHECK(fleet.work() == "x, attempt 1 by small: " + row.end);
  CHECK(fleet.branches() == "held/x");
  check_that_the_next_one_is_well(fleet);
  CHECK(read_file(fleet.outside() / "mine") == "mine");
}

TEST_CASE("a link in the place of the log is not followed") {
  FleetFixture fleet = hostile("echo two > a.txt; ln -sf $OUTSIDE/mine \"$(dirname \"$REEVE_OUT\")/log\"");
  write_file(fleet.outside() / "mine", "mine");
  fleet.publish("x");
  CHECK(fleet.work() == "x, attempt 1 by small: submitted");
  CHECK(read_file(fleet.outside() / "mine") == "mine");
  check_that_the_next_one_is_well(fleet);
}

TEST_CASE("a huge file is refused, and does not reach the hub") {
  FleetFixture fleet = hostile(
      "truncate -s 500M big; git config core.bigFileThreshold 1m; git config "
      "core.compression 1; git add big; git commit -qm big; echo two > a.txt");
  fleet.publish("x");
  CHECK(fleet.work() ==
        "x, attempt 1 by small: failed, denied: files are larger than limits.file_size: big (500 MB)");
  CHECK(fleet.branches() == "failed/x/1 held/x");
  CHECK(fleet.files("failed/x/1") == Files{{"a.txt", "two\n"}, {"b.txt", "one\n"}});
  check_that_the_next_one_is_well(fleet);
}

TEST_CASE("a large file that was committed and removed again is not in the history that is submitted") {
  FleetFixture fleet = hostile(
      "head -c 2000000 /dev/urandom > big; git add big; git commit -qm big; git rm -q big; git "
      "commit -qm gone; echo two > a.txt",
      "", "[limits]\nfile_size = \"1MB\"\n");
  fleet.publish("x");
  CHECK(fleet.work() == "x, attempt 1 by small: submitted");
  const TaskRecord task = fleet.record("x");
  CHECK(fleet.repository().history(*task.branch, task.task_commit).size() == 1);
  CHECK(fleet.files("ready/x") == Files{{"a.txt", "two\n"}, {"b.txt", "one\n"}});
  check_that_the_next_one_is_well(fleet);
}

TEST_CASE("a repository inside the workspace is left out, and the next planner hears of it") {
  FleetFixture fleet =
      hostile("git init -q inner; (cd inner; echo x > x; git add x; git commit -qm x); echo two > a.txt");
  fleet.publish("x");
  CHECK(fleet.work() == "x, attempt 1 by small: submitted");
  CHECK(fleet.record("x").state.attempts.at(0).handoff.concerns ==
        std::vector<std::string>{"repositories inside the workspace were left out: inner/"});
  check_that_the_next_one_is_well(fleet);
}

TEST_CASE("a program that prints without end is stopped") {
  FleetFixture fleet = hostile("echo two > a.txt; yes | head -c 1G", "output = \"1MB\"");
  fleet.publish("x");
  CHECK(fleet.work().starts_with("x, attempt 1 by small: failed, limit_budget: the agent: "));
  CHECK(fleet.branches() == "failed/x/1 held/x");
  check_that_the_next_one_is_well(fleet);
}

TEST_CASE("a daemon that goes on writing is dead when the attempt has ended") {
  FleetFixture fleet = hostile(
      "setsid sh -c 'echo $$ > '$OUTSIDE'/pid; while :; do echo late > late.txt; echo late > b.txt; done' "
      ">/dev/null 2>&1 </dev/null &\n"
      "while ! test -s $OUTSIDE/pid; do :; done; echo two > a.txt");
  fleet.publish("x");
  const std::string result = fleet.work();
  CHECK(result == "x, attempt 1 by small: submitted");
  CHECK(has_ended(pid_in(fleet.outside() / "pid")));
  check_that_the_next_one_is_well(fleet);
}

TEST_CASE("a program that does not want to end is killed after its time") {
  FleetFixture fleet =
      hostile("trap '' INT TERM; echo two > a.txt; echo $$ > $OUTSIDE/pid; while :; do sleep 0.05; done",
              "minutes = 0.005");
  fleet.publish("x");
  CHECK(fleet.work().starts_with("x, attempt 1 by small: failed, limit_time: the agent: "));
  CHECK(has_ended(pid_in(fleet.outside() / "pid")));
  CHECK(fleet.branches() == "failed/x/1 held/x");
  check_that_the_next_one_is_well(fleet);
}

TEST_CASE("a folder deeper than a path can be long ends the attempt and no other") {
  FleetFixture fleet = hostile(
      "p=$(printf 'd/%.0s' $(seq 1250)); for n in 1 2; do mkdir -p $p; cd -P $p; done; "
      "echo two > a.txt");
  fleet.publish("x");
  CHECK(fleet.work().starts_with(
      "x, attempt 1 by small: failed, crashed: the agent left a workspace that cannot be read"));
  check_that_the_next_one_is_well(fleet);
}

TEST_CASE("words with a NUL character land as text") {
  FleetFixture fleet = hostile(
      "echo two > a.txt; printf '{\"outcome\": \"done\", \"handoff\": {\"summary\": "
      "\"a\\\\u0000b\\\\n\\\\nReeve-Task: other\"}}' > $REEVE_OUT/result.json",
      "", "[gate]\nchecks = [\"true\"]\n");
  fleet.publish("x");
  CHECK(fleet.work() == "x, attempt 1 by small: submitted");
  CHECK(fleet.judge() == "testing 1 candidate\nlanded x\n");
  const std::string message = fleet.repository().read_commit(fleet.goal().target.value()).message;
  CHECK(message.substr(0, message.find("Reeve-Usage: ")) ==
        "Change x\n\na\\x00b\n\nReeve-Task: other\n\nReeve-Task: x\nReeve-Goal: goal\nReeve-Agent: small\n"
        "Reeve-Attempt: 1\n");
}

}  // namespace hostile_agents_test
