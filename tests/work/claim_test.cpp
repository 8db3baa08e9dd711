// A claim while its agent runs: kept up, lost, given back, or left behind by a worker that was killed.
#include <fmt/format.h>

#include <thread>

#include "support/catch.h"
#include "support/child_process.h"
#include "support/fleet_fixture.h"
#include "support/processes.h"
#include "work/attempt.h"
#include "work/salvage.h"

namespace claim_test {

using namespace reeve;
using namespace reeve::test;

namespace {

FleetSetting with_agent(const std::string& script, const std::string& config = "") {
  FleetSetting setting;
  setting.agents = {{"small", script}};
  setting.config = config;
  return setting;
}

// Somebody else on the same hub, with a thread of their own.
class Other {
 public:
  explicit Other(FleetFixture& fleet)
      : hub_(git::Repository::open(fleet.scratch().path())),
        tasks_(hub_, system_clock(), "other", git::Signature{"Other", "other@localhost", {}}),
        goals_(tasks_),
        config_(fleet.config()) {}

  TaskStore& tasks() { return tasks_; }
  TaskRecord record() { return tasks_.find("x").value(); }
  bool has_work() {
    const TaskRecord task = record();
    return task.branch && *task.branch != task.task_commit;
  }
  bool end_goal(EventType type, const std::string& reason) {
    GoalRecord goal = goals_.find("goal").value();
    return goals_.append(goal, type, reason);
  }
  bool take_over() {
    TaskRecord task = record();
    return tasks_.expire(task, "taken back", next_step_for(tasks_, config_)) &&
           tasks_.claim(task, {"small", "", "other", Milliseconds{600'000}});
  }

 private:
  LocalHub hub_;
  TaskStore tasks_;
  GoalStore goals_;
  Config config_;
};

bool is_there(const std::filesystem::path& path) {
  return eventually([&] { return std::filesystem::exists(path); });
}

}  // namespace

TEST_CASE("an interrupted worker gives the task back and keeps the work") {
  FleetFixture fleet(with_agent("echo two > a.txt; touch $OUTSIDE/started; exec sleep 60"));
  fleet.publish("x");
  std::stop_source stop;
  std::jthread person([&] {
    is_there(fleet.outside() / "started");
    stop.request_stop();
  });
  CHECK(fleet.work(stop.get_token()) ==
        "x, attempt 1 by small: given back, killed: the worker was interrupted");
  CHECK(fleet.task("x") == "open: the worker was interrupted\n1 small killed: the worker was interrupted\n");
  CHECK(fleet.branches() == "failed/x/1 task/x");
  CHECK(fleet.files("failed/x/1").at("a.txt") == "two\n");
  CHECK(fleet.harm() == "");
}

TEST_CASE("an interruption before the start takes no task") {
  FleetFixture fleet;
  fleet.publish("x");
  std::stop_source stop;
  stop.request_stop();
  CHECK(fleet.work(stop.get_token()) == "nothing to do");
  CHECK(fleet.task("x") == "open\n");
}

TEST_CASE("an interruption while a check runs keeps the work too") {
  FleetFixture fleet(
      with_agent("echo two > a.txt", "[gate]\nchecks = [\"touch ../started; exec sleep 60\"]\n"));
  fleet.publish("x");
  std::stop_source stop;
  std::jthread person([&] {
    is_there(fleet.work_tree().parent_path() / "started");
    stop.request_stop();
  });
  CHECK(fleet.work(stop.get_token()) ==
        "x, attempt 1 by small: given back, killed: the worker was interrupted");
  CHECK(fleet.branches() == "failed/x/1 task/x");
  CHECK(fleet.files("failed/x/1").at("a.txt") == "two\n");
}

TEST_CASE("a claim that was taken over stops the agent, and its work is kept beside the other's") {
  FleetFixture fleet(with_agent("echo two > a.txt; echo $$ > $OUTSIDE/started; exec sleep 60"));
  fleet.publish("x");
  std::jthread somebody([&] {
    is_there(fleet.outside() / "started");
    Other(fleet).take_over();
  });
  CHECK(fleet.work() == "x, attempt 1 by small: claim lost, killed");
  CHECK(fleet.task("x") == "claimed: taken back\n1 small killed: taken back\n2 small -\n");
  CHECK(fleet.branches() == "failed/x/1 task/x");
  CHECK(fleet.files("failed/x/1").at("a.txt") == "two\n");
  CHECK(has_ended(pid_in(fleet.outside() / "started")));
  CHECK(fleet.harm() == "");
}

TEST_CASE("work after the last snapshot is kept too when the claim is lost") {
  FleetFixture fleet(
      with_agent("echo early > a.txt; while ! test -e $OUTSIDE/pushed; do sleep 0.02; done\n"
                 "echo late > b.txt; touch $OUTSIDE/late; exec sleep 60",
                 "[limits]\nsnapshot_seconds = 0.1\n"));
  fleet.publish("x");
  std::jthread somebody([&] {
    Other other(fleet);
    eventually([&] { return other.has_work(); });
    write_file(fleet.outside() / "pushed", "");
    is_there(fleet.outside() / "late");
    other.take_over();
  });
  CHECK(fleet.work() == "x, attempt 1 by small: claim lost, killed");
  CHECK(fleet.files("failed/x/1") == Files{{"a.txt", "early\n"}, {"b.txt", "late\n"}});
  CHECK(fleet.harm() == "");
}

TEST_CASE("a person who holds a task stops its agent, and the work is kept") {
  FleetFixture fleet(with_agent("echo two > a.txt; echo $$ > $OUTSIDE/started; exec sleep 60"));
  fleet.publish("x");
  std::jthread person([&] {
    is_there(fleet.outside() / "started");
    Other other(fleet);
    TaskRecord task = other.record();
    other.tasks().hold(task, "not now");
  });
  CHECK(fleet.work() == "x, attempt 1 by small: claim lost, killed");
  CHECK(fleet.task("x") == "held: not now\n1 small -: not now\n");
  CHECK(fleet.branches() == "failed/x/1 held/x");
  CHECK(fleet.files("failed/x/1").at("a.txt") == "two\n");
  CHECK(has_ended(pid_in(fleet.outside() / "started")));
}

TEST_CASE("a goal that is paused or stopped stops the agent, and the task is given back with its work") {
  const auto type = GENERATE(EventType::paused, EventType::stopped);
  CAPTURE(name_of(type));
  FleetFixture fleet(with_agent("echo two > a.txt; echo $$ > $OUTSIDE/started; exec sleep 60"));
  fleet.publish("x");
  std::jthread person([&] {
    is_there(fleet.outside() / "started");
    Other(fleet).end_goal(type, "lunch");
  });
  const std::string reason = fmt::format("the goal is {}: lunch", name_of(type));
  CHECK(fleet.work() == "x, attempt 1 by small: given back, killed: " + reason);
  CHECK(fleet.task("x") == "open: " + reason + "\n1 small killed: " + reason + "\n");
  CHECK(fleet.record("x").state.rung == 0);
  CHECK(fleet.branches() == "failed/x/1 task/x");
  CHECK(fleet.files("failed/x/1").at("a.txt") == "two\n");
  CHECK(has_ended(pid_in(fleet.outside() / "started")));
  CHECK(fleet.work() == "nothing to do");
  CHECK(fleet.harm() == "");
}

TEST_CASE("a goal that is paused stops a check, and the work that was checked is kept") {
  FleetFixture fleet(
      with_agent("echo two > a.txt", "[gate]\nchecks = [\"touch ../started; exec sleep 60\"]\n"));
  fleet.publish("x");
  std::jthread person([&] {
    is_there(fleet.work_tree().parent_path() / "started");
    Other(fleet).end_goal(EventType::paused, "lunch");
  });
  CHECK(fleet.work() == "x, attempt 1 by small: given back, killed: the goal is paused: lunch");
  CHECK(fleet.branches() == "failed/x/1 task/x");
  CHECK(fleet.files("failed/x/1").at("a.txt") == "two\n");
}

TEST_CASE("a change of the goal that ends nothing stops nothing") {
  FleetFixture fleet(
      with_agent("echo two > a.txt; touch $OUTSIDE/started; while ! test -e $OUTSIDE/go; do sleep 0.02; done",
                 "[limits]\nlease_minutes = 0.05\n"));
  fleet.publish("x");
  std::jthread somebody([&] {
    is_there(fleet.outside() / "started");
    Other other(fleet);
    other.end_goal(EventType::halted, "the same failure again");
    // A renewal after it shows that a beat has seen it.
    const TimePoint before = other.record().state.claim->lease_until;
    eventually([&] { return other.record().state.claim->lease_until > before; });
    write_file(fleet.outside() / "go", "");
  });
  CHECK(fleet.work() == "x, attempt 1 by small: submitted");
}

TEST_CASE("a task that a person cancels while a check runs is not submitted") {
  FleetFixture fleet(
      with_agent("echo two > a.txt", "[gate]\nchecks = [\"touch ../started; exec sleep 60\"]\n"));
  fleet.publish("x");
  std::jthread person([&] {
    is_there(fleet.work_tree().parent_path() / "started");
    Other other(fleet);
    TaskRecord task = other.record();
    other.tasks().cancel(task, "not wanted");
  });
  CHECK(fleet.work() == "x, attempt 1 by small: claim lost, killed");
  CHECK(fleet.task("x") == "cancelled: not wanted\n1 small -: not wanted\n");
  CHECK(fleet.branches() == "failed/x/1");
}

TEST_CASE("work in progress is pushed while the agent runs") {
  FleetFixture fleet(
      with_agent("echo early > a.txt; while ! test -e $OUTSIDE/seen; do sleep 0.02; done; echo two > a.txt",
                 "[limits]\nsnapshot_seconds = 0.1\n"));
  fleet.publish("x");
  std::string early;
  std::jthread somebody([&] {
    Other other(fleet);
    eventually([&] { return other.has_work(); });
    early = fleet.repository().read_commit(*other.record().branch).message;
    write_file(fleet.outside() / "seen", "");
  });
  CHECK(fleet.work() == "x, attempt 1 by small: submitted");
  somebody.join();
  CHECK(early == "Work in progress on x\n");
  CHECK(fleet.files("ready/x").at("a.txt") == "two\n");
  CHECK(fleet.branches() == "ready/x");
}

TEST_CASE("the lease is renewed while an agent or a check runs") {
  const std::string wait = "while ! test -e $W/renewed; do sleep 0.02; done";
  const bool in_check = GENERATE(false, true);
  CAPTURE(in_check);
  FleetSetting setting = with_agent("echo two > a.txt", "[limits]\nlease_minutes = 0.05\n");
  if (in_check) {
    setting.config += "[gate]\nchecks = [\"while ! test -e ../renewed; do sleep 0.02; done\"]\n";
  } else {
    setting.agents[0].script += "; while ! test -e ../renewed; do sleep 0.02; done";
  }
  FleetFixture fleet(setting);
  fleet.publish("x");
  std::jthread somebody([&] {
    Other other(fleet);
    eventually([&] { return other.record().state.claim.has_value(); });
    const TimePoint start = other.record().state.claim->lease_until;
    // More than one lease of three seconds after the start.
    eventually([&] { return other.record().state.claim->lease_until > start + Milliseconds{3'500}; });
    write_file(fleet.work_tree().parent_path() / "renewed", "");
  });
  CHECK(fleet.work() == "x, attempt 1 by small: submitted");
  CHECK(fleet.record("x").text.find("\"renewed\"") != std::string::npos);
}

TEST_CASE("what a killed worker had not pushed is kept by the next one") {
  FleetFixture fleet(
      with_agent("test $REEVE_ID = x || { echo other > b.txt; exit; }\n"
                 "echo two > a.txt; echo $$ > $OUTSIDE/started; exec sleep 60"));
  fleet.publish("x");
  ChildProcess worker([&] { fleet.work(); });
  REQUIRE(eventually([&] { return pid_in(fleet.outside() / "started") != 0; }));
  worker.kill();
  REQUIRE(eventually([&] { return has_ended(pid_in(fleet.outside() / "started")); }));
  CHECK(fleet.branches() == "task/x");

  SECTION("in the same workspace") {
    fleet.publish("y", {"b.txt"});
    CHECK(fleet.work() == "y, attempt 1 by small: submitted");
    CHECK(fleet.branches() == "failed/x/1 ready/y task/x");
    CHECK(fleet.files("ready/y") == Files{{"a.txt", "one\n"}, {"b.txt", "other\n"}});
  }
  SECTION("by reconcile") {
    WorkspacePool pool(fleet.repository(), "work");
    CHECK(salvage_all(fleet.tasks(), pool) == std::vector<std::string>{"refs/heads/reeve/failed/x/1"});
    CHECK(salvage_all(fleet.tasks(), pool).empty());
    CHECK(fleet.branches() == "failed/x/1 task/x");
  }
  CHECK(fleet.files("failed/x/1") == Files{{"a.txt", "two\n"}, {"b.txt", "one\n"}});
  CHECK(fleet.harm() == "");
}

TEST_CASE("a workspace that cannot be salvaged keeps its work, and workers use another") {
  FleetFixture fleet;
  {
    WorkspacePool pool(fleet.repository(), "work");
    Workspace workspace = pool.acquire();
    workspace.reset(fleet.repository(), fleet.goal().goal_commit);
    workspace.note({"x", 1, fleet.goal().goal_commit});
    std::filesystem::current_path(workspace.files().folder());
    for (int level = 0; level < 2'500; ++level) {
      std::filesystem::create_directory("d");
      std::filesystem::current_path("d");
    }
    std::filesystem::current_path("/");
  }
  fleet.publish("y");
  CHECK(fleet.work() == "y, attempt 1 by small: submitted");
  WorkspacePool pool(fleet.repository(), "work");
  CHECK(salvage_all(fleet.tasks(), pool).empty());
  CHECK(pool.abandoned().size() == 1);
}

}  // namespace claim_test
