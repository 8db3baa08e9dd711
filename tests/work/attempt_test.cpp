// How one attempt ends: with which outcome, and with what on the hub.
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "hub/local_hub.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"
#include "workspace/attempt_log.h"

namespace attempt_test {

using namespace reeve;
using namespace reeve::test;

namespace {

FleetSetting with_agent(const std::string& script, const std::string& config = "") {
  FleetSetting setting;
  setting.agents = {{"small", script}};
  setting.config = config;
  return setting;
}

// Subjects of a branch's commits after the task commit, newest first.
std::string history(FleetFixture& fleet, const std::string& id) {
  std::string text;
  const TaskRecord task = fleet.record(id);
  for (const git::Oid& commit : fleet.repository().history(task.branch.value(), task.task_commit))
    text += split_lines(fleet.repository().read_commit(commit).message).front() + "\n";
  return text;
}

}  // namespace

TEST_CASE("a change is submitted") {
  FleetFixture fleet;
  CHECK(fleet.work() == "nothing to do");
  fleet.publish("x", {"a.txt"});
  CHECK(fleet.work() == "x, attempt 1 by small: submitted");
  CHECK(fleet.task("x") == "ready\n1 small -\n");
  CHECK(fleet.branches() == "ready/x");
  CHECK(history(fleet, "x") == "Change x\n");
  CHECK(fleet.files("ready/x") == Files{{"a.txt", "two\n"}, {"b.txt", "one\n"}});
  CHECK(fleet.work() == "nothing to do");
  CHECK(fleet.harm() == "");
}

TEST_CASE("the agent's own commits are the history of what is submitted") {
  FleetFixture fleet(
      with_agent("echo two > a.txt; git commit -qam first; echo three > a.txt; git commit -qam second; "
                 "echo four > a.txt; echo new > c.txt"));
  fleet.publish("x");
  CHECK(fleet.work() == "x, attempt 1 by small: submitted");
  CHECK(history(fleet, "x") == "Change x\nsecond\nfirst\n");
  CHECK(fleet.files("ready/x") == Files{{"a.txt", "four\n"}, {"b.txt", "one\n"}, {"c.txt", "new\n"}});
  CHECK(fleet.harm() == "");
}

TEST_CASE("an attempt that made nothing which could land fails, with what it did kept") {
  struct Row {
    std::string script, end, branches;
  };
  const auto row = GENERATE(values<Row>({
      {"true", "failed, no_change: no file differs from the target", "held/x"},
      {"echo two > b.txt; echo two > a.txt",
       "failed, scope_violation: paths outside the scope (a.txt) were changed: b.txt", "failed/x/1 held/x"},
      {"echo >> .reeve/config.toml",
       "failed, scope_violation: protected paths were changed: .reeve/config.toml", "failed/x/1 held/x"},
      {"mkdir -p .github/workflows; echo > .github/workflows/x.yml",
       "failed, scope_violation: protected paths were changed: .github/workflows/x.yml", "failed/x/1 held/x"},
      {"echo two > a.txt; echo oh no >&2; exit 3", "failed, crashed: the agent: exit code 3\noh no",
       "failed/x/1 held/x"},
      {"echo said; exit 3", "failed, crashed: the agent: exit code 3\nsaid", "held/x"},
      {"echo two > a.txt; kill -SEGV $$", "failed, crashed: the agent: killed by signal 11",
       "failed/x/1 held/x"},
      {"echo two > a.txt; kill -KILL $$", "failed, killed: the agent: killed by signal 9",
       "failed/x/1 task/x"},
      {"echo '{\"outcome\": \"stuck\", \"handoff\": {\"summary\": \"too hard\"}}' > $REEVE_OUT/result.json",
       "failed, stuck: too hard", "held/x"},
      {"echo '{\"outcome\": \"rate_limited\"}' > $REEVE_OUT/result.json",
       "failed, rate_limited: the agent says so", "task/x"},
      {"echo two > a.txt; echo '{\"outcome\": \"needs_input\", \"question\": \"Tabs?\"}' > "
       "$REEVE_OUT/result.json",
       "asked, needs_input: the agent says so", "failed/x/1 held/x"},
  }));
  CAPTURE(row.script);
  FleetFixture fleet(with_agent(row.script));
  fleet.publish("x", {"a.txt"});
  CHECK(fleet.work() == "x, attempt 1 by small: " + row.end);
  CHECK(fleet.branches() == row.branches);
  if (row.branches.starts_with("failed/") && row.script.starts_with("echo two > a.txt")) {
    CHECK(fleet.files("failed/x/1").at("a.txt") == "two\n");
  }
  CHECK(fleet.harm() == "");
}

TEST_CASE("what the agent reports is in the task's log") {
  FleetFixture fleet(with_agent(
      "echo two > a.txt\n"
      "echo '{\"outcome\": \"done\", \"handoff\": {\"summary\": \"Did it.\", \"concerns\": [\"slow\"]}}' > "
      "$REEVE_OUT/result.json"));
  fleet.publish("x");
  CHECK(fleet.work() == "x, attempt 1 by small: submitted");
  const Attempt attempt = fleet.record("x").state.attempts.at(0);
  CHECK(attempt.handoff.summary == "Did it.");
  CHECK(attempt.handoff.concerns == std::vector<std::string>{"slow"});
  CHECK(attempt.usage.seconds.value_or(0) > 0);
}

TEST_CASE("a question waits for its answer, and the next attempt goes on") {
  FleetFixture fleet(
      with_agent("test $REEVE_ATTEMPT = 2 && { echo two > a.txt; exit; }\n"
                 "echo '{\"outcome\": \"needs_input\", \"question\": \"Tabs?\"}' > $REEVE_OUT/result.json"));
  fleet.publish("x");
  CHECK(fleet.work() == "x, attempt 1 by small: asked, needs_input: the agent says so");
  CHECK(fleet.task("x") == "held: Tabs?\n1 small needs_input: Tabs?\n");
  CHECK(fleet.work() == "nothing to do");
  TaskRecord task = fleet.record("x");
  REQUIRE(fleet.tasks().answer(task, "Spaces."));
  CHECK(fleet.work() == "x, attempt 2 by small: submitted");
}

TEST_CASE("a failed check sends the task up the ladder, and the next agent is told all about it") {
  FleetSetting setting;
  setting.files = {{"a.txt", "good\n"}};
  setting.agents = {
      {"small", "echo bad > a.txt"},
      {"large", "cp $REEVE_TASK $OUTSIDE/task.json; cat > $OUTSIDE/prompt; echo good two > a.txt"}};
  setting.config = "[gate]\nchecks = [\"grep good a.txt || { echo not good; exit 1; }\"]\n";
  FleetFixture fleet(setting);
  fleet.publish("x", {"a.txt"});
  const std::string reason = "'grep good a.txt || { echo not good; exit 1; }' failed: exit code 1\nnot good";
  CHECK(fleet.work() == "x, attempt 1 by small: failed, checks_failed: " + reason);
  CHECK(fleet.branches() == "failed/x/1 task/x");
  CHECK(fleet.files("failed/x/1") == Files{{"a.txt", "bad\n"}});
  CHECK(fleet.work() == "x, attempt 2 by large: submitted");
  const std::string prompt = read_file(fleet.outside() / "prompt");
  CHECK(prompt.find("it would fail again.\n\n## Attempt 1 by small: checks_failed\n\n" + reason +
                    "\nWhat it changed: `git show " + fleet.record("x").state.attempts.front().commit +
                    "`\n") != std::string::npos);
  const auto task = parse_json(read_file(fleet.outside() / "task.json"), "task.json");
  REQUIRE(task["previous"].Size() == 1);
  CHECK(json_string(task["previous"][0], "reason") == reason);
  const auto receipts = fleet.record("x").state.attempts.at(1).receipts;
  REQUIRE(receipts.size() == 1);
  CHECK(receipts[0].result == CheckResult::pass);
  CHECK(fleet.harm() == "");
}

TEST_CASE("a check that is red on the target too is the gate's to judge") {
  FleetFixture fleet(with_agent("echo two > a.txt", "[gate]\nchecks = [\"true\", \"exit 7\", \"true\"]\n"));
  fleet.publish("x");
  CHECK(fleet.work() == "x, attempt 1 by small: submitted");
  CHECK(fleet.record("x").state.attempts.at(0).receipts.size() == 2);
  CHECK(fleet.judge() ==
        "testing 1 candidate\ntesting 1 candidate once more\ntesting the target\ntesting the target\n"
        "blocked x: 'exit 7' does not pass on the target itself (fail): exit code 7\n");
}

TEST_CASE("the task's own check is red before it is done, and that is its fault") {
  FleetFixture fleet(with_agent("echo two > a.txt"));
  TaskSpec spec = fleet.spec("x");
  spec.checks = {"grep three a.txt"};
  fleet.publish({spec});
  CHECK(fleet.work() ==
        "x, attempt 1 by small: failed, checks_failed: 'grep three a.txt' failed: exit code 1");
}

TEST_CASE("a check sees what was submitted and nothing that the agent left lying about") {
  FleetSetting setting = with_agent("echo two > a.txt; echo x > ignored.o; echo evil > $HOME/.profile");
  setting.files[".gitignore"] = "*.o\n";
  setting.config =
      "[gate]\nchecks = [\"test -z \\\"$(ls -A $HOME $TMPDIR | grep -v :)\\\" && test ! -e ignored.o && grep "
      "two a.txt\"]\n";
  FleetFixture fleet(setting);
  TaskSpec spec = fleet.spec("x");
  spec.checks = {
      "test -z \"$REEVE_TASK$REEVE_OUT$OUTSIDE\" && git status --porcelain > ../s && test ! -s ../s"};
  fleet.publish({spec});
  CHECK(fleet.work() == "x, attempt 1 by small: submitted");
  const auto receipts = fleet.record("x").state.attempts.at(0).receipts;
  REQUIRE(receipts.size() == 2);
  CHECK(receipts[0].result == CheckResult::pass);
}

TEST_CASE("an agent that this machine cannot run is a matter for a person, not for the next rung") {
  FleetSetting setting;
  setting.agents = {{"small", "true"}, {"large", "true"}};
  std::string what;
  SECTION("no such program") {
    setting.agents[0].lines = "command = [\"/nowhere/agent\"]";
    what = "agent 'small': there is no program /nowhere/agent";
  }
  SECTION("a variable that is not set") {
    setting.agents[0].lines = "pass_env = [\"REEVE_TEST_NOT_SET\"]";
    what = "agent 'small' is to be passed the variable REEVE_TEST_NOT_SET, which is not set";
  }
  FleetFixture fleet(setting);
  fleet.publish("x");
  CHECK(fleet.work() == "x, attempt 1 by small: failed, needs_input: " + what);
  CHECK(fleet.task("x") == "held: trying again would not help; the last attempt ended with needs_input: " +
                               what + "\n1 small needs_input: " + what + "\n");
}

TEST_CASE("each attempt has a log that stays") {
  FleetSetting setting;
  setting.agents = {{"small", "echo \"try $REEVE_ATTEMPT\"; exit 1"}};
  FleetFixture fleet(setting);
  fleet.publish("x");
  CHECK(fleet.work().starts_with("x, attempt 1 by small: failed, crashed"));
  const auto folder = state_folder(fleet.repository()) / "logs/x";
  CHECK(attempt_logs(fleet.repository(), "x", 1) == std::vector{folder / "1.log"});
  CHECK(read_file(folder / "1.log") == "--- standard output\ntry 1\n");
  CHECK(attempt_logs(fleet.repository(), "x", 2).empty());
  CHECK(fleet.harm() == "");
}

}  // namespace attempt_test
