// A person's try at a task: the shell is a script, all else is real.
#include "work/hand_attempt.h"

#include "base/process.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"

namespace hand_attempt_test {

using namespace reeve;
using namespace reeve::test;

namespace {

// What a person types, one script for each time that they are in the shell, and what they were told.
struct Person {
  std::vector<std::string> scripts;
  std::filesystem::path folder = {};
  std::function<void()> meanwhile = {};
  std::string told = {};
  std::size_t visits = 0;
};

void type(const std::string& script, const std::filesystem::path& folder) {
  ProcessSpec spec;
  spec.argv = {"/bin/sh", "-ec", script};
  spec.cwd = folder;
  spec.environment = minimal_environment();
  for (const char* role : {"AUTHOR", "COMMITTER"}) {
    spec.environment["GIT_" + std::string(role) + "_NAME"] = "Ada";
    spec.environment["GIT_" + std::string(role) + "_EMAIL"] = "ada@localhost";
  }
  const ProcessResult result = run_process(spec);
  INFO(result.out << result.err);
  CHECK(result.succeeded());
}

// "submitted", or "failed, checks_failed: why".
std::string take_over(FleetFixture& fleet, const std::string& id, Person& person) {
  const GoalRecord goal = fleet.goal();
  const Config config = fleet.config();
  WorkspacePool pool(fleet.repository(), "work");
  Workspace workspace = pool.acquire();
  Workspace for_checks = pool.acquire();
  TaskRecord task = claim_by_hand(fleet.tasks(), id, "test-run", config.limits.lease);
  const auto let_work = [&](const std::filesystem::path& folder, const std::function<void()>& on_tick) {
    type(person.scripts.at(person.visits++), folder);
    if (person.meanwhile) person.meanwhile();
    on_tick();
  };
  const auto goes_back = [&](const std::string& problem) {
    person.told += problem.substr(0, problem.find('\n')) + "\n";
    return person.visits < person.scripts.size();
  };
  const HandSetting setting{fleet.tasks(), goal,     config,    workspace, for_checks,
                            person.folder, let_work, goes_back, {}};
  const AttemptResult result = run_hand_attempt(setting, task);
  CHECK_FALSE(workspace.noted());
  if (result.end == AttemptEnd::submitted) return "submitted";
  const std::string end = result.end == AttemptEnd::failed       ? "failed"
                          : result.end == AttemptEnd::given_back ? "given back"
                                                                 : "claim lost";
  return end + ", " + std::string(name_of(result.outcome)) +
         (result.reason.empty() ? "" : ": " + result.reason);
}

std::string take_over(FleetFixture& fleet, const std::string& id, const std::string& script) {
  Person person{{script}};
  return take_over(fleet, id, person);
}

std::string refusal(FleetFixture& fleet, const std::string& id) {
  try {
    claim_by_hand(fleet.tasks(), id, "test-run", Milliseconds{600'000});
  } catch (const Error& error) {
    return std::string(error.what()) + "; " + error.hint();
  }
  return "none";
}

FleetSetting checked_by(const std::string& check) {
  FleetSetting setting;
  setting.config = "[gate]\nchecks = [\"" + check + "\"]\n";
  return setting;
}

const std::string commit_two = "echo two > a.txt; git commit -qam 'by hand'";

}  // namespace

TEST_CASE("what a person commits is checked, submitted and landed as an agent's work is") {
  FleetFixture fleet(checked_by("grep -q two a.txt"));
  fleet.publish("x", {"a.txt"});
  CHECK(take_over(fleet, "x", commit_two) == "submitted");
  CHECK(fleet.branches() == "ready/x");
  CHECK(fleet.task("x") == "ready\n1 me -\n");
  fleet.judge();
  CHECK(fleet.target_files() == Files{{"a.txt", "two\n"}, {"b.txt", "one\n"}});
  CHECK(fleet.ledger(*fleet.goal().target).find("\"agent\":\"me\"") != std::string::npos);
  CHECK(fleet.harm() == "");
}

TEST_CASE("work by hand goes on from the newest target, and is merged with what lands meanwhile") {
  FleetFixture fleet;
  fleet.publish("x");
  fleet.move_target({{"b.txt", "newer\n"}});
  Person person{{"grep -q newer b.txt; " + commit_two}};
  person.meanwhile = [&] { fleet.move_target({{"c.txt", "newest\n"}}); };
  CHECK(take_over(fleet, "x", person) == "submitted");
  CHECK(fleet.files("ready/x") == Files{{"a.txt", "two\n"}, {"b.txt", "newer\n"}, {"c.txt", "newest\n"}});
}

TEST_CASE("leaving without a commit gives the task back to the agent whose turn it was") {
  FleetFixture fleet;
  fleet.publish("x");
  CHECK(take_over(fleet, "x", "true") == "given back, killed: nothing was done");
  CHECK(fleet.task("x") == "open: nothing was done\n1 me killed: nothing was done\n");
  CHECK(fleet.branches() == "task/x");
  CHECK(fleet.work() == "x, attempt 2 by small: submitted");
}

TEST_CASE("what is not committed is told and kept, and never submitted") {
  FleetFixture fleet;
  fleet.publish("x");
  SECTION("beside a commit") {
    CHECK(take_over(fleet, "x", commit_two + "; echo three > b.txt") == "submitted");
    CHECK(fleet.branches() == "failed/x/1 ready/x");
    CHECK(fleet.files("ready/x") == Files{{"a.txt", "two\n"}, {"b.txt", "one\n"}});
    CHECK(fleet.files("failed/x/1") == Files{{"a.txt", "two\n"}, {"b.txt", "three\n"}});
  }
  SECTION("without one") {
    CHECK(take_over(fleet, "x", "echo three > b.txt") ==
          "failed, no_change: 1 file is not committed (b.txt): commit what shall be submitted");
    CHECK(fleet.branches() == "failed/x/1 task/x");
    CHECK(fleet.files("failed/x/1") == Files{{"a.txt", "one\n"}, {"b.txt", "three\n"}});
  }
  SECTION("until they go back and commit it") {
    Person person{{"echo two > a.txt", "git commit -qam 'by hand'"}};
    CHECK(take_over(fleet, "x", person) == "submitted");
    CHECK(person.told == "1 file is not committed (a.txt): commit what shall be submitted\n");
    CHECK(fleet.branches() == "ready/x");
  }
}

TEST_CASE("a rule that is broken is told, and the person finds their work as they left it") {
  FleetFixture fleet;
  TaskSpec spec = fleet.spec("x", {"a.txt"});
  spec.checks = {"grep -q two a.txt && touch built"};
  fleet.publish({spec});
  SECTION("a check") {
    Person person{
        {"echo three > a.txt; git commit -qam wrong", "grep -q three a.txt; ! test -e built; " + commit_two}};
    CHECK(take_over(fleet, "x", person) == "submitted");
    CHECK(person.told == "'grep -q two a.txt && touch built' failed: exit code 1\n");
  }
  SECTION("the scope, in a pipe: the work is kept, and counts against nobody") {
    CHECK(take_over(fleet, "x", commit_two + "; echo new > c.txt; git add c.txt; git commit -qm more") ==
          "failed, scope_violation: paths outside the scope (a.txt) were changed: c.txt");
    CHECK(fleet.branches() == "failed/x/1 task/x");
    CHECK(fleet.record("x").state.rung == 0);
    CHECK(fleet.work() == "x, attempt 2 by small: submitted");
  }
  SECTION("a conflict with what landed, which git merge resolves") {
    Person person{{commit_two}};
    person.meanwhile = [&] {
      if (person.visits > 1) return;
      fleet.move_target({{"a.txt", "theirs\n"}});
      person.scripts.push_back("git merge -q " + fleet.goal().target->hex() +
                               " || { printf 'theirs\\ntwo\\n' > a.txt; git commit -qam merged; }");
    };
    CHECK(take_over(fleet, "x", person) == "submitted");
    CHECK(person.told ==
          "it conflicts with what has landed on reeve/goal/goal in a.txt: merge it with 'git merge " +
              fleet.goal().target->hex() + "'\n");
    CHECK(fleet.files("ready/x").at("a.txt") == "theirs\ntwo\n");
  }
}

TEST_CASE("a person takes over what is held, paused or failed, and is told why not the rest") {
  FleetFixture fleet;
  TaskSpec later = fleet.spec("later");
  later.after = {"x"};
  TaskSpec plan = fleet.spec("plan");
  plan.kind = TaskKind::plan;
  fleet.publish({fleet.spec("x"), later, plan});
  TaskRecord x = fleet.record("x");
  REQUIRE(fleet.tasks().hold(x, "too hard"));
  CHECK(take_over(fleet, "x", commit_two) == "submitted");
  CHECK(refusal(fleet, "x") ==
        "task x cannot be taken over: it waits for the gate with work that passed its checks; keep it from "
        "landing with 'git reeve task hold x', then take it");
  CHECK(refusal(fleet, "later") ==
        "task later cannot be taken over: it waits for x; see 'git reeve explain later'");
  CHECK(
      refusal(fleet, "plan") ==
      "plan is no work: it is a plan task, which agents do; 'git reeve plan --from FILE' publishes a plan of "
      "yours");
  CHECK(refusal(fleet, "nobody") == "there is no live task 'nobody'; ");
  fleet.publish("y");
  TaskRecord y = fleet.record("y");
  REQUIRE(fleet.tasks().claim(y, {"small", "", "elsewhere", Milliseconds{600'000}}));
  CHECK(refusal(fleet, "y") ==
        "task y cannot be taken over: " + fleet.tasks().who() +
            " works on it (small); stop that with 'git reeve task hold y', then take it");
}

TEST_CASE("a person from whom the task is taken meanwhile works on, and all they did is kept") {
  FleetFixture fleet;
  fleet.publish("x");
  Person person{{commit_two + "; echo three > b.txt"}};
  person.meanwhile = [&] {
    TaskRecord task = fleet.record("x");
    REQUIRE(fleet.tasks().hold(task, "somebody else shall do it"));
  };
  CHECK(take_over(fleet, "x", person) == "claim lost, killed");
  CHECK(fleet.branches() == "failed/x/1 held/x");
  CHECK(fleet.files("failed/x/1") == Files{{"a.txt", "two\n"}, {"b.txt", "three\n"}});
}

TEST_CASE("a person may work in a folder of their own, which stays") {
  FleetFixture fleet;
  fleet.publish("x");
  Person person{{commit_two}};
  person.folder = fleet.outside() / "mine";
  std::filesystem::create_directories(person.folder);
  CHECK(take_over(fleet, "x", person) == "submitted");
  CHECK(fleet.files("ready/x").at("a.txt") == "two\n");
  CHECK(read_file(person.folder / "a.txt") == "two\n");
  CHECK(fleet.harm() == "");
}

}  // namespace hand_attempt_test
