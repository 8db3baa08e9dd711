// A goal's budget, many workers at once, and a person who raises it.
#include <thread>

#include "base/text.h"
#include "fleet/budget_keeper.h"
#include "fleet/reconcile.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"
#include "support/processes.h"
#include "work/worker.h"

namespace budget_test {

using namespace reeve;
using namespace reeve::test;

namespace {

constexpr std::size_t worker_count = 8;
constexpr int task_count = 12;

// Each attempt costs what it may cost at most.
FleetSetting with_budget(const std::string& limits) {
  FleetSetting setting;
  setting.agents = {{"small",
                     "echo two > $REEVE_ID.txt\n"
                     "echo '{\"outcome\": \"done\", \"usage\": {\"cost\": 1}}' > $REEVE_OUT/result.json",
                     "cost = 1"}};
  setting.config = "[gate]\nchecks = [\"true\"]\n" + limits;
  return setting;
}

void publish_all(FleetFixture& fleet, const std::string& parent = "") {
  std::vector<TaskSpec> specs;
  for (int number = 0; number < task_count; ++number) {
    specs.push_back(fleet.spec("t" + std::to_string(number)));
    specs.back().parent = parent;
  }
  fleet.publish(specs);
}

// A worker with a hub of its own, as in a process of its own; until it finds nothing.
void work_until_idle(const std::filesystem::path& path) {
  LocalHub hub(git::Repository::open(path));
  TaskStore tasks(hub, system_clock(), "worker", git::Signature{"Worker", "worker@localhost", {}});
  while (Worker(tasks, "run", {}).work_once({})) {
  }
}

double spent(FleetFixture& fleet) {
  double cost = 0;
  for (const TaskRecord& task : fleet.tasks().fleet().tasks)
    cost += amount_of(total_of(spend_of(task.state).table).usage).cost;
  return cost;
}

std::string reconcile(FleetFixture& fleet) {
  FleetView view(fleet.tasks(), fleet.goals(), "");
  view.refresh();
  return join(Reconciler(fleet.tasks(), view).run().out_of_budget, " ");
}

void raise_limit(FleetFixture& fleet, const std::string& from, const std::string& to) {
  const std::string path = ".reeve/config.toml";
  const auto tree = fleet.repository().tree_of(fleet.goal().target.value());
  fleet.move_target({{path, replace_all(fleet.repository().file_at(tree, path).value(), from, to)}});
}

}  // namespace

TEST_CASE("eight workers at once stay within a goal's budget, and the goal goes on when it is raised") {
  FleetFixture fleet(with_budget("[limits.goal]\ncost = 5\n"));
  publish_all(fleet);
  {
    std::vector<std::jthread> workers;
    for (std::size_t number = 0; number < worker_count; ++number)
      workers.emplace_back([&] { work_until_idle(fleet.scratch().path()); });
  }
  CHECK(spent(fleet) <= 5.0);
  // Those that had to give back have left; one after the other they use what they left.
  REQUIRE(eventually([&] {
    work_until_idle(fleet.scratch().path());
    return spent(fleet) >= 5.0;
  }));
  CHECK(spent(fleet) == 5.0);
  CHECK(fleet.work() == "nothing to do");
  CHECK(reconcile(fleet) == "");  // what was paid for lands first
  fleet.judge();
  CHECK(reconcile(fleet) == "goal");
  const std::string reason = "spent 5.00 of 5.00 ([limits.goal] cost)";
  CHECK(fleet.goal().state.phase == GoalPhase::paused);
  CHECK(fleet.goal().state.reason == "budget: " + reason);
  CHECK(budget_objection(fleet.tasks(), fleet.goal(), fleet.config()) == reason);

  raise_limit(fleet, "cost = 5", "cost = 6");
  CHECK(budget_objection(fleet.tasks(), fleet.goal(), fleet.config()) == std::nullopt);
  GoalRecord goal = fleet.goal();
  REQUIRE(fleet.goals().append(goal, EventType::resumed, "raised"));
  CHECK(reconcile(fleet) == "");
  work_until_idle(fleet.scratch().path());
  CHECK(spent(fleet) == 1.0);  // of those that have not landed
  fleet.judge();
  CHECK(reconcile(fleet) == "goal");
}

TEST_CASE("what came of one plan task is held when its budget is used up, and the rest goes on") {
  FleetFixture fleet(with_budget("[limits.subtree]\ncost = 2\n"));
  publish_all(fleet, "plan");
  work_until_idle(fleet.scratch().path());
  CHECK(spent(fleet) == 2.0);
  fleet.publish("free");
  CHECK(fleet.work() == "free, attempt 1 by small: submitted");
  fleet.judge();
  CHECK(split(reconcile(fleet), ' ').size() == task_count - 2);
  const Fleet left = fleet.tasks().fleet();
  REQUIRE(left.tasks.size() == task_count - 2);
  CHECK(fleet.task(left.tasks.front().id()) ==
        "held: budget: spent 2.00 of 2.00 ([limits.subtree] cost) by what came of plan\n");
  CHECK(reconcile(fleet) == "");
  CHECK(fleet.goal().state.phase == GoalPhase::open);
}

}  // namespace budget_test
