// What a worker's look at the budgets costs, with many tasks landed and as many live.
//
//     budget_bench [TASKS]      1000 of each unless said
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "hub/finished_spend.h"
#include "support/fleet_fixture.h"
#include "work/budget.h"

using namespace reeve;
using namespace reeve::test;

namespace {

double milliseconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  return took.count();
}

void land_many(FleetFixture& fleet, int tasks) {
  for (int number = 0; number < tasks; ++number) {
    fleet.move_target({{"a.txt", std::to_string(number)}},
                      fmt::format("Title\n\nReeve-Task: t{}\nReeve-Goal: goal\nReeve-Agent: small\n"
                                  "Reeve-Usage: {{\"role\":\"worker\",\"model\":\"m\",\"attempts\":1,"
                                  "\"seconds\":60.5,\"cost\":0.25,\"input\":1000,\"output\":200}}\n",
                                  number));
  }
}

void publish_many(FleetFixture& fleet, int tasks) {
  std::vector<TaskSpec> specs;
  for (int number = 0; number < tasks; ++number) specs.push_back(fleet.spec("l" + std::to_string(number)));
  fleet.publish(specs);
}

double look(FleetFixture& fleet, FinishedSpend& finished) {
  const Fleet live = fleet.tasks().fleet("goal");
  std::vector<const TaskState*> states;
  for (const TaskRecord& task : live.tasks) states.push_back(&task.state);
  const auto all = spend_of_goal(finished, fleet.repository(), fleet.goal(),
                                 fleet.hub().read("refs/notes/reeve/ledger"), states);
  return budgets_of(live.tasks.front().state.spec, all, fleet.config().limits).back().spent.cost;
}

}  // namespace

int main(int argc, char** argv) {
  const int tasks = argc > 1 ? std::atoi(argv[1]) : 1'000;
  FleetFixture fleet;
  land_many(fleet, tasks);
  publish_many(fleet, tasks);
  FinishedSpend finished;
  double cost = 0;
  const double first = milliseconds_of([&] { cost = look(fleet, finished); });
  const double next = milliseconds_of([&] { cost = look(fleet, finished); });
  fmt::print("{} landed, {} live, spent {:.2f}: the first look of a process {:.1f} ms, the next {:.1f} ms\n",
             tasks, tasks, cost, first, next);
  return 0;
}
