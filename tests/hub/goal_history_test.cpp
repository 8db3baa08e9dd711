#include "hub/goal_history.h"

#include "history_world.h"
#include "hub/log_note.h"
#include "support/catch.h"

namespace goal_history_test {

using namespace reeve;
using namespace reeve::test;

namespace {

// "one landed: planned dispatched claimed submitted landed; …; 0 untold"
std::string describe(const GoalHistory& history) {
  std::string text;
  for (const TaskHistory& task : history.tasks) {
    text += task.id() + " " + std::string(name_of(task.state.phase)) + (task.landed ? " on target:" : ":");
    for (const Event& event : task.log.events) text += " " + event.name;
    text += "\n";
  }
  return text + std::to_string(history.untold) + " untold\n";
}

}  // namespace

TEST_CASE("the history of a goal has each of its tasks once, wherever its log is now") {
  HistoryWorld world;
  world.published("live");
  world.clock().tick(Milliseconds{1000});
  world.land(world.submitted("done"));
  world.clock().tick(Milliseconds{1000});
  TaskRecord unwanted = world.published("dropped");
  REQUIRE(world.ada().cancel(unwanted, "not wanted"));
  world.file(unwanted);
  const GoalHistory history = history_of(world.ada(), world.goal());
  CHECK(describe(history) ==
        "live open: planned dispatched\n"
        "done landed on target: planned dispatched claimed submitted landed\n"
        "dropped cancelled: planned dispatched cancelled\n"
        "0 untold\n");
  CHECK(history.tasks[1].landed == world.goal().target);
  CHECK(history.pushes == std::vector<Push>{{*world.goal().target, {"done"}}});
  CHECK(history.log.spec.title == "Port it");
  CHECK(history.log.events.front().name == "opened");
}

TEST_CASE("a task that landed without a log in the ledger is counted, as where the notes were not fetched") {
  HistoryWorld world;
  world.land(world.submitted("done"));
  world.forget_ledger();
  CHECK(describe(history_of(world.ada(), world.goal())) == "1 untold\n");
}

TEST_CASE("a log of a live task that cannot be read is named in the history, and hides no other") {
  HistoryWorld world;
  world.published("good");
  const TaskRecord bad = world.published("bad");
  const git::Oid note = write_log_note(world.hub().objects(), bad.log, bad.task_commit, "no log\n", "broken",
                                       world.ada().signature());
  REQUIRE(world.hub().apply({{{refs::task_log("bad"), bad.log, note}}, "broken"}).succeeded());
  const GoalHistory history = history_of(world.ada(), world.goal());
  CHECK(describe(history) == "good open: planned dispatched\n0 untold\n");
  REQUIRE(history.damaged.size() == 1);
  CHECK(history.damaged.front().ref == refs::task_log("bad"));
}

}  // namespace goal_history_test
