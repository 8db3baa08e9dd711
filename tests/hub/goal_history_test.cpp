#include "hub/goal_history.h"

#include <fmt/format.h>

#include "hub/ledger.h"
#include "hub/log_note.h"
#include "hub/verdict.h"
#include "support/catch.h"
#include "task_world.h"

using namespace reeve;
using namespace reeve::test;

namespace {

// What the gate and reconcile do, on a hub of this test's own.
class HistoryWorld : public TaskWorld {
 public:
  HistoryWorld() {
    GoalSpec spec;
    spec.id = "g";
    spec.title = "Port it";
    if (!goals_.open(spec, base())) throw std::runtime_error("the goal is taken");
  }

  GoalRecord goal() { return goals_.find("g").value(); }

  void land(const TaskRecord& task) {
    const GoalRecord goal = this->goal();
    const git::Oid commit =
        commit_on(*goal.target, fmt::format("Port {0}\n\nReeve-Task: {0}\nReeve-Goal: g\n", task.id()));
    auto landing = ada().landing(task, commit, {}, "pass");
    landing.updates.push_back({goal.state.spec.target, goal.target, commit});
    Verdict verdict;
    verdict.commit = commit;
    verdict.tasks = {task.id()};
    const std::string note = ledger_note(landing.state, landing.text);
    note_and_apply(commit, with_verdict(note, {verdict_text(verdict), ""}), std::move(landing.updates));
  }

  void file(const TaskRecord& task) {
    note_and_apply(goal().goal_commit, ledger_note(task.state, task.text), ada().removal(task));
  }

  void forget_ledger() {
    const std::string ref(refs::ledger);
    if (!hub().apply({{{ref, hub().read(ref), {}}}, "gone"}).succeeded()) throw std::runtime_error("kept");
  }

 private:
  git::Oid commit_on(const git::Oid& parent, const std::string& message) {
    git::CommitData commit = hub().objects().read_commit(parent);
    commit.parents = {parent};
    commit.message = message;
    return hub().objects().write_commit(commit);
  }

  void note_and_apply(const git::Oid& commit, const std::string& note, std::vector<git::RefUpdate> updates) {
    const std::string ref(refs::ledger);
    const auto ledger = hub().read(ref);
    const git::Oid written =
        write_ledger(hub().objects(), ledger, {{commit, note}}, "note", ada().signature());
    updates.push_back({ref, ledger, written});
    if (!hub().apply({updates, "the gate"}).succeeded()) throw std::runtime_error("not applied");
  }

  GoalStore goals_{ada()};
};

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
