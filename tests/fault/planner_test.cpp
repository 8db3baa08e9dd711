// A goal is planned once, whatever becomes of its planners.
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <array>

#include "support/catch.h"
#include "support/fleet.h"
#include "support/plans.h"
#include "support/processes.h"
#include "support/spawned.h"

namespace planner_test {

using namespace reeve;

namespace {

constexpr int rounds = 5;

const std::string three_tasks =
    R"({"tasks":[)" + test::task_json("first", "First", R"("creates":["one"])") + "," +
    test::task_json("second", "Second", R"("creates":["two"],"after":["first"])") + "," +
    test::task_json("third", "Third", R"("creates":["three"])") + "]}";

// A repository whose planner says that it has begun. The first one waits until the test lets it go on.
class PlannedFleet {
 public:
  PlannedFleet()
      : planner_(test::write_script(
            folder_.path(), "planner",
            fmt::format("mkdir '{0}/first' && is_first=yes\n"
                        "echo begun >> '{0}/begun'\n"
                        "while [ \"$is_first\" ] && [ ! -e '{0}/gate' ]; do sleep 0.02; done\n"
                        "cat > \"$REEVE_OUT/result.json\" <<'END'\n"
                        "{1}\nEND\n",
                        folder_.path().string(), three_tasks))),
        fleet_({{"a.txt", "one\n"}},
               fmt::format("[agents.thinker]\npreset = \"command\"\nsandbox = \"none\"\ncommand = [\"{}\"]\n"
                           "[roles]\nplanner = [\"thinker\"]\nworker = [\"thinker\"]\n"
                           "[gate]\nchecks = [\"true\"]\n[limits]\nlease_minutes = 0.05\n",
                           planner_)) {}

  std::unique_ptr<test::Spawned> start(const std::vector<std::string>& words) {
    return std::make_unique<test::Spawned>(fleet_.reeve_command(words), fleet_.environment());
  }
  ProcessResult reeve(const std::vector<std::string>& words) { return fleet_.reeve(words); }

  void publish_plan() {
    TaskSpec spec = fleet_.task(0, "");
    spec.id = "plan-aaaa";
    spec.kind = TaskKind::plan;
    spec.title = "Plan";
    spec.scope.clear();
    fleet_.publish({spec});
  }

  std::ptrdiff_t planners() const {
    const auto file = folder_.path() / "begun";
    if (!std::filesystem::exists(file)) return 0;
    const std::string text = read_file(file);
    return std::count(text.begin(), text.end(), '\n');
  }
  void open_gate() { write_file(folder_.path() / "gate", ""); }

  // No process is left that the planner's worker started, or that one of those did.
  bool is_quiet() {
    return test::processes_with(planner_).empty() && test::processes_with(fleet_.path().string()).empty();
  }

  // All tasks with their phases, sorted: "First: open". Plans are called "Plan", whatever they plan.
  std::vector<std::string> tasks() {
    std::vector<std::string> result;
    for (const TaskRecord& task : fleet_.tasks().fleet().tasks) {
      const TaskSpec& spec = task.state.spec;
      const std::string title = spec.kind == TaskKind::plan ? "Plan" : spec.title;
      result.push_back(title + ": " + std::string(name_of(task.state.phase)));
    }
    std::sort(result.begin(), result.end());
    return result;
  }

  // How the attempts of plan-aaaa ended.
  std::vector<std::string> attempts() {
    std::vector<std::string> result;
    const TaskRecord plan = fleet_.tasks().find("plan-aaaa").value();
    for (const Attempt& attempt : plan.state.attempts)
      result.emplace_back(attempt.outcome ? name_of(*attempt.outcome) : "");
    return result;
  }

  // The lease of the plan is over, or its process is gone, and somebody has seen it.
  bool is_taken_back() {
    return test::eventually([&] {
      reeve({"reconcile"});
      return fleet_.tasks().find("plan-aaaa").value().state.phase == Phase::open;
    });
  }

 private:
  TemporaryFolder folder_;
  std::string planner_;
  test::FleetRepository fleet_;
};

const std::vector<std::string> planned_once{"First: open", "Plan: landed", "Second: waiting", "Third: open"};

// Starts two processes that would plan, and lets the planner go on when one of the two has given up. Returns
// their exit codes, the lower one first.
std::array<int, 2> race(PlannedFleet& fleet, const std::vector<std::string>& words) {
  const auto one = fleet.start(words);
  const auto other = fleet.start(words);
  CHECK(test::eventually([&] { return !one->running() || !other->running() || fleet.planners() == 2; }));
  fleet.open_gate();
  std::array<int, 2> codes{one->wait(), other->wait()};
  std::sort(codes.begin(), codes.end());
  return codes;
}

}  // namespace

TEST_CASE("what a killed planner's worker held is planned by another one, once") {
  PlannedFleet fleet;
  fleet.publish_plan();
  const auto killed = fleet.start({"work", "--once"});
  REQUIRE(test::eventually([&] { return fleet.planners() == 1; }));
  killed->send(SIGKILL);
  killed->wait();
  CHECK(test::eventually([&] { return fleet.is_quiet(); }));
  CHECK(fleet.tasks() == std::vector<std::string>{"Plan: claimed"});
  REQUIRE(fleet.is_taken_back());
  const ProcessResult result = fleet.reeve({"work", "--once"});
  INFO(result.out << result.err);
  CHECK(result.succeeded());
  CHECK(fleet.tasks() == planned_once);
  CHECK(fleet.attempts() == std::vector<std::string>{"killed", "done"});
  CHECK(fleet.is_quiet());
}

TEST_CASE("a planner's worker that slept longer than its lease publishes nothing when it wakes up") {
  PlannedFleet fleet;
  fleet.publish_plan();
  const auto sleeper = fleet.start({"work", "--once"});
  REQUIRE(test::eventually([&] { return fleet.planners() == 1; }));
  sleeper->send(SIGSTOP);
  REQUIRE(fleet.is_taken_back());
  CHECK(fleet.reeve({"work", "--once"}).succeeded());
  fleet.open_gate();  // the planner of the sleeper ends well, and its plan is there to be read
  sleeper->send(SIGCONT);
  CHECK(sleeper->wait() == 1);
  CHECK(fleet.tasks() == planned_once);
  CHECK(fleet.planners() == 2);
}

TEST_CASE("of two workers that race for the plan of a goal one plans") {
  for (int round = 0; round < rounds; ++round) {
    PlannedFleet fleet;
    fleet.publish_plan();
    CHECK(race(fleet, {"work", "--once"}) == std::array{0, 1});
    CHECK(fleet.tasks() == planned_once);
    CHECK(fleet.planners() == 1);
  }
}

TEST_CASE("of two people who ask for a plan of one goal at the same time one gets it") {
  for (int round = 0; round < rounds; ++round) {
    PlannedFleet fleet;
    CHECK(race(fleet, {"plan"}) == std::array{0, 5});
    CHECK(fleet.tasks() == planned_once);
    CHECK(fleet.planners() == 1);
  }
}

}  // namespace planner_test
