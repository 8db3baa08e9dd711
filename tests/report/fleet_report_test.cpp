#include "report/fleet_report.h"

#include "support/catch.h"
#include "task/story.h"

using namespace reeve;
using namespace reeve::test;

namespace {

void fail(Story& story, Outcome outcome) {
  story.then_claimed().then_failed(outcome);
}

// A task that landed with the last of its attempts, after 30 minutes of an agent.
TaskState landed(Story story) {
  TaskState state = story.then_claimed().then_submitted("work").then(EventType::landed).state();
  state.attempts.back().usage.seconds = 1800;
  state.attempts.back().usage.cost = 0.5;
  state.attempts.back().change = ChangeSize{3, 120};
  state.spec.minutes = 40;
  return state;
}

Story failed(Outcome outcome) {
  Story story = Story().open();
  fail(story, outcome);
  return story;
}

TaskState given_up_task() {
  return failed(Outcome::checks_failed)
      .then(EventType::held, [](Event& event) { event.verdict = given_up; })
      .state();
}

TaskState split_task() {
  Story story = failed(Outcome::limit_time);
  story.then(EventType::cancelled, [](Event& event) {
    event.verdict = replaced;
    event.replaced_by = {"a", "b"};
  });
  return story.state();
}

// Put back by a person after it was given up, and landed.
TaskState helped_task() {
  Story story = failed(Outcome::checks_failed);
  story.then(EventType::held, [](Event& event) { event.verdict = given_up; }).then_retried(0);
  return landed(story);
}

TaskState plan_task() {
  TaskState state = landed(Story().open());
  state.spec.kind = TaskKind::plan;
  state.spec.minutes = 0;
  state.attempts.back().change.reset();
  return state;
}

GoalReport story() {
  GoalRecord goal;
  goal.state.cycles = {
      {1, second(0), "", "continue", {"the parser is done", "the printer is not"}, second(90)},
      {2, second(100), "", "", {}, {}}};
  GoalStatus status;
  status.id = "speed-aaaa";
  status.title = "Make it fast";
  status.landed = 3;
  Usage usage;
  usage.cost = 2.25;
  status.spend[{"worker", "m-1"}] = {usage, 7, 0};
  std::vector<TaskState> tasks{landed(Story().open()),
                               landed(failed(Outcome::killed).then_retried(0)),
                               given_up_task(),
                               split_task(),
                               helped_task(),
                               plan_task(),
                               failed(Outcome::crashed).then_retried(0).state()};
  return report_of(goal, status, tasks, {});
}

}  // namespace

TEST_CASE("a task recovered if it came through and no person helped") {
  CHECK(is_recovered(landed(Story().open())));
  CHECK(is_recovered(landed(failed(Outcome::crashed).then_retried(0))));
  CHECK(is_recovered(split_task()));
  CHECK_FALSE(is_recovered(given_up_task()));
  CHECK_FALSE(is_recovered(helped_task()));
  Story dropped_story = failed(Outcome::crashed);
  CHECK_FALSE(is_recovered(dropped_story.state()));
  CHECK_FALSE(is_recovered(Story(dropped_story).then(EventType::cancelled).state()));
  CHECK(is_recovered(Story(dropped_story)
                         .then(EventType::cancelled, [](Event& event) { event.verdict = dropped; })
                         .state()));
  Story asking = Story().open().then_claimed().then(
      EventType::asked, [](Event& event) { event.outcome = Outcome::needs_input; });
  CHECK_FALSE(is_recovered(
      landed(asking.then(EventType::answered, [](Event& event) { event.reason = "that one"; }))));
}

TEST_CASE("a report has the cycles, the sizes by role and the failures of a goal") {
  CHECK(report_text({story()}, 0) == R"(Goal speed-aaaa (open): Make it fast
  3 tasks landed, spent 2.25: 0.7500 a landed task

  CYCLE  STARTED              VERDICT   REASONS
      1  2027-01-15 08:00:00  continue  the parser is done; the printer is not
      2  2027-01-15 08:01:40  none yet

  ROLE            TASKS  LANDED  FIRST  SPLIT  SMALL  LARGE   MIN  FILES  LINES   EST    COST
  worker, normal      5       3      2      1      0    1/7  30.0      3    120  0.75  0.5000
  planner             1       1      1      0      0    0/1  30.0                      0.5000

  FAILED         ATTEMPTS  TASKS  RECOVERED  UNDECIDED
  checks_failed         2      2          0          0
  limit_time            1      1          1          0
  crashed               1      1          0          1
  killed                1      1          1          0
  all                   5      5          2          1
)");
}

TEST_CASE("a report names the checks that failed and let something land, each tree once") {
  TaskState task = landed(Story().open());
  Receipt flaky{"t1", "make test", CheckResult::pass, 0, 1, CheckPlace::gate, ""};
  flaky.runs = 2;
  Receipt quarantined{"t1", "make ui", CheckResult::quarantined, 1, 1, CheckPlace::gate, "a race"};
  const Receipt plain{"t2", "make", CheckResult::pass, 0, 1, CheckPlace::gate, ""};
  task.attempts.back().receipts = {plain, flaky, quarantined};
  TaskState other = task;
  other.spec.id = "other";
  other.attempts.back().receipts.back().tree = "t2";
  GoalStatus status;
  status.id = "speed-aaaa";
  const GoalReport report = report_of(GoalRecord(), status, {task, other}, {});
  CHECK(report.checks == std::vector<CheckFigures>{{"make test", 1, 0}, {"make ui", 0, 2}});
  CHECK(report_text({report}, 0)
            .ends_with("\n  CHECK      FLAKY  QUARANTINED\n"
                       "  make test      1            0\n"
                       "  make ui        0            2\n"));
}

TEST_CASE("a report for scripts has the same figures, and leaves out what is not known") {
  CHECK(
      report_json({story()}).text() ==
      R"({"goals":[{"id":"speed-aaaa","title":"Make it fast","phase":"open","landed":3,"cost":2.25,"cost_landed":0.75,)"
      R"("cycles":[{"number":1,"started":"2027-01-15T08:00:00.000Z","verdict":"continue","reasons":["the parser is done","the printer is not"],"judged":"2027-01-15T08:01:30.000Z"},{"number":2,"started":"2027-01-15T08:01:40.000Z"}],)"
      R"("roles":[{"role":"worker","difficulty":"normal","tasks":5,"landed":3,"first_try":2,"split":1,"too_fine":0,"attempts":7,"too_coarse":1,"minutes":30.0,"files":3.0,"lines":120.0,"estimate":0.75,"cost_landed":0.5},)"
      R"({"role":"planner","tasks":1,"landed":1,"first_try":1,"split":0,"too_fine":0,"attempts":1,"too_coarse":0,"minutes":30.0,"cost_landed":0.5}],)"
      R"("failures":[{"outcome":"checks_failed","attempts":2,"tasks":2,"recovered":0,"undecided":0},{"outcome":"limit_time","attempts":1,"tasks":1,"recovered":1,"undecided":0},{"outcome":"crashed","attempts":1,"tasks":1,"recovered":0,"undecided":1},{"outcome":"killed","attempts":1,"tasks":1,"recovered":1,"undecided":0}],)"
      R"("failed":{"attempts":5,"tasks":5,"recovered":2,"undecided":1}}]})");
}

TEST_CASE("a report fits a narrow terminal, and says where there is nothing") {
  GoalReport empty;
  empty.id = "speed-aaaa";
  empty.title = "Make it fast, and then faster";
  CHECK(report_text({empty}, 40) ==
        "Goal speed-aaaa (open): Make it fast, a…\n"
        "  0 tasks landed\n");
  CHECK(report_text({}, 0) == "There is no goal. Open one with: git reeve goal new TITLE\n");
  CHECK(report_json({}).text() == R"({"goals":[]})");
}
