#include "plan/wake.h"

#include "base/text.h"
#include "scene.h"
#include "support/catch.h"

namespace wake_test {

using namespace reeve;
using namespace reeve::test;

namespace {

// "Title of part (2), on part: 1 task is given up [failed x 1]", a line each.
std::string wakes(const Scene& story) {
  std::string text;
  for (const Call& call : wakes_of(story.scene)) {
    const TaskSpec& spec = call.task.spec;
    text += spec.title + (spec.continues.empty() ? "" : ", on " + spec.continues) + ": " + call.reason +
            " [" + join(spec.about, ", ") + "]\n";
  }
  return text;
}

}  // namespace

TEST_CASE(
    "the planner of a task that is given up is woken, once, and not for what only a person can change") {
  Scene story;
  story.plan("root");
  story.plan("part", "root");
  give_up(story.live("x", Phase::open, "part"));
  give_up(story.live("y", Phase::open, "part"), Outcome::auth);
  story.live("z", Phase::held, "part").reason = "a person holds it";
  story.live("busy", Phase::open, "part");
  CHECK(wakes(story) == "Title of part (2), on part: 1 task is given up [failed x 1]\n");
  TaskState& replan = story.plan_on("part-2", "part");
  replan.spec.about = {"failed x 1"};
  CHECK(wakes(story).empty());
  // It failed again, after it was put back.
  give_up(*const_cast<TaskState*>(story.scene.live.at("x")));
  CHECK(wakes(story) == "Title of part (3), on part: 1 task is given up [failed x 2]\n");
  replan.phase = Phase::claimed;
  CHECK(wakes(story).empty());
}

TEST_CASE("questions and tasks behind a cancelled one cannot wait, findings can") {
  Scene story;
  story.plan("root");
  TaskState& asking = story.live("asks", Phase::held, "root");
  asking.attempts.emplace_back().outcome = Outcome::needs_input;
  story.filed("gone", Phase::cancelled, "root");
  story.live("behind", Phase::waiting, "root").spec.after = {"gone"};
  find_something(story.landed("done", "root"), "a bug");
  story.live("busy", Phase::open, "root");
  CHECK(wakes(story) ==
        "Title of root (2), on root: 1 task asks, 1 task waits for a cancelled one, 1 task has something to "
        "tell "
        "[asked asks 1, blocked behind 0, found done 1]\n");
}

TEST_CASE("findings wait until there are enough of them, or their slice has settled") {
  Scene story;
  story.config.plan.findings = 3;
  story.plan("root");
  TaskState& busy = story.live("busy", Phase::open, "root");
  find_something(story.landed("a", "root"), "a bug");
  find_something(story.landed("b", "root"), "a bug");
  CHECK(wakes(story).empty());
  TaskState& third = story.landed("c", "root");
  find_something(third, "a bug");
  const std::string three =
      "Title of root (2), on root: 3 tasks have something to tell [found a 1, found b 1, found c 1]\n";
  CHECK(wakes(story) == three);
  third.attempts.clear();
  CHECK(wakes(story).empty());
  busy.phase = Phase::held;
  CHECK(wakes(story) ==
        "Title of root (2), on root: 2 tasks have something to tell [found a 1, found b 1]\n");
}

TEST_CASE("who called planners is woken when all that came of them has settled, and only once") {
  Scene story;
  story.plan("root");
  story.plan("part", "root");
  TaskState& last = story.live("x", Phase::ready, "part");
  CHECK(wakes(story).empty());
  last.phase = Phase::landed;
  CHECK(wakes(story) ==
        "Title of root (2), on root: all that it called planners for has settled [settled root 0]\n");
  story.plan_on("root-2", "root").spec.about = {"settled root 0"};
  CHECK(wakes(story).empty());
  story.plan("more", "root-2");
  CHECK(wakes(story) ==
        "Title of root (3), on root: all that it called planners for has settled [settled root-2 0]\n");
}

TEST_CASE(
    "what is left of an older cycle is the new root's, and what a planner cannot hear its caller does") {
  Scene story;
  story.plan("old");
  give_up(story.live("x", Phase::open, "old"));
  story.begin_cycle(2);
  story.plan("new").spec.cycle = 2;
  story.plan("part", "new");
  TaskState& stuck = story.live("part-2", Phase::open, "part", TaskKind::plan);
  stuck.spec.continues = "part";
  give_up(stuck);
  CHECK(wakes(story) ==
        "Title of new (2), on new: 2 tasks are given up, all that it called planners for has settled "
        "[failed part-2 1, failed x 1, settled new 0]\n");
}

TEST_CASE("what a planner was told that was given up itself, the root of the next cycle is told again") {
  Scene story;
  story.plan("old");
  give_up(story.live("x", Phase::open, "old"));
  TaskState& replan = story.live("old-2", Phase::open, "old", TaskKind::plan);
  replan.spec.continues = "old";
  replan.spec.about = {"failed x 1"};
  give_up(replan);
  CHECK(wakes(story).empty());
  story.begin_cycle(2);
  story.plan("new").spec.cycle = 2;
  CHECK(wakes(story) == "Title of new (2), on new: 1 task is given up [failed x 1]\n");
  replan.is_given_up = false;  // it was put back, and will see to it
  replan.phase = Phase::open;
  CHECK(wakes(story).empty());
}

TEST_CASE("a task that a person planned, and that is given up, is one for a plan of the whole goal") {
  Scene story;
  give_up(story.live("x", Phase::open));
  find_something(story.landed("y"), "a bug");
  CHECK(wakes(story) ==
        "Plan: The goal: 1 task is given up, 1 task has something to tell [failed x 1, found y 1]\n");
  story.config.roles.planner.clear();
  CHECK(wakes(story).empty());
}

TEST_CASE("a planner is woken so many times in a cycle, and no more") {
  Scene story;
  story.config.plan.wakes = 2;
  story.plan("root");
  give_up(story.live("x", Phase::open, "root"));
  story.plan_on("root-2", "root");
  CHECK_FALSE(wakes(story).empty());
  story.plan_on("root-3", "root");
  CHECK(wakes(story).empty());
}

TEST_CASE("a line that is stopped wakes the root once for each stop") {
  Scene story;
  story.plan("root");
  story.goal.halt = Halt{"crashed", "5 tasks", minute(9)};
  story.goal.halts["crashed"] = 2;
  CHECK(wakes(story) == "Title of root (2), on root: the line is stopped [halted goal 2]\n");
}

TEST_CASE("a report has a key, and a key that is none has no report") {
  const Report report{ReportKind::failed, "parser-k3qa", 2};
  CHECK(key_of(report) == "failed parser-k3qa 2");
  CHECK(report_of("failed parser-k3qa 2") == report);
  for (const char* key : {"", "failed", "failed x", "failed x y", "dreamt x 1", "failed x 1 ", "failed x -1"})
    CHECK_FALSE(report_of(key));
}

}  // namespace wake_test
