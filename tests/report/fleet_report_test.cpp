#include "report/fleet_report.h"

#include "support/catch.h"
#include "task/story.h"

namespace fleet_report_test {

using namespace reeve;
using namespace reeve::test;

namespace {

void fail(Story& story, Outcome outcome) {
  story.then_claimed().then_failed(outcome);
}

Story failed(Outcome outcome) {
  Story story = Story().open();
  fail(story, outcome);
  return story;
}

TaskHistory history_of_story(const Story& story) {
  return {story.state(), story.log(), {}};
}

// A task that landed with the last of its attempts, after 30 minutes of an agent.
TaskHistory landed(Story story) {
  story.then_claimed().then(EventType::submitted, [](Event& event) {
    event.commit = "work";
    event.usage.seconds = 1800;
    event.usage.cost = 0.5;
    event.change = ChangeSize{3, 120};
  });
  TaskHistory task = history_of_story(story.then(EventType::landed));
  task.state.spec.minutes = 40;
  return task;
}

Story given_up_story() {
  return failed(Outcome::checks_failed).then(EventType::held, [](Event& event) { event.verdict = given_up; });
}

TaskHistory split_task() {
  Story story = failed(Outcome::limit_time);
  story.then(EventType::cancelled, [](Event& event) {
    event.by = "planner@build7";
    event.verdict = replaced;
    event.replaced_by = {"a", "b"};
  });
  return history_of_story(story);
}

// Put back by a person after it was given up, and landed.
TaskHistory helped_task() {
  Story story = given_up_story();
  return landed(story.then(EventType::retried, [](Event& event) { event.by = "Ada <ada@example.org>"; }));
}

TaskHistory plan_task() {
  TaskHistory task = landed(Story().open());
  task.state.spec.kind = TaskKind::plan;
  task.state.spec.minutes = 0;
  task.state.attempts.back().change.reset();
  return task;
}

GoalReport story() {
  GoalHistory history;
  history.goal.state.cycles = {
      {1, second(0), "", "continue", {"the parser is done", "the printer is not"}, second(90)},
      {2, second(100), "", "", {}, {}}};
  GoalStatus status;
  status.id = "speed-aaaa";
  status.title = "Make it fast";
  status.landed = 3;
  Usage usage;
  usage.cost = 2.25;
  status.spend[{"worker", "m-1"}] = {usage, 7, 0};
  history.tasks = {landed(Story().open()),
                   landed(failed(Outcome::killed).then_retried(0)),
                   history_of_story(given_up_story()),
                   split_task(),
                   helped_task(),
                   plan_task(),
                   history_of_story(failed(Outcome::crashed).then_retried(0))};
  return report_of(history, status, {});
}

}  // namespace

TEST_CASE("a report has the cycles, the sizes by role and the failures of a goal") {
  CHECK(report_text({story()}, 0) == R"(Goal speed-aaaa (open): Make it fast
  3 tasks landed, spent 2.25: 0.7500 a landed task

  CYCLE  STARTED              VERDICT   REASONS
      1  2027-01-15 08:00:00  continue  the parser is done; the printer is not
      2  2027-01-15 08:01:40  none yet

  ROLE            TASKS  DONE  FIRST  SPLIT  SMALL  LARGE   MIN  FILES  LINES   EST    COST
  worker, normal      5     3      2      1      0    1/7  30.0      3    120  0.75  0.5000
  planner             1     1      1      0      0    0/1  30.0                      0.5000

  FAILED         ATTEMPTS  TASKS  RECOVERED  UNDECIDED
  checks_failed         2      2          0          0
  limit_time            1      1          1          0
  crashed               1      1          0          1
  killed                1      1          1          0
  all                   5      5          2          1
)");
}

TEST_CASE("a report names the checks that failed and let something land, each tree once") {
  TaskHistory task = landed(Story().open());
  Receipt flaky{"t1", "make test", CheckResult::pass, 0, 1, CheckPlace::gate, ""};
  flaky.runs = 2;
  Receipt quarantined{"t1", "make ui", CheckResult::quarantined, 1, 1, CheckPlace::gate, "a race"};
  const Receipt plain{"t2", "make", CheckResult::pass, 0, 1, CheckPlace::gate, ""};
  task.state.attempts.back().receipts = {plain, flaky, quarantined};
  TaskHistory other = task;
  other.state.spec.id = "other";
  other.state.attempts.back().receipts.back().tree = "t2";
  GoalStatus status;
  status.id = "speed-aaaa";
  GoalHistory history;
  history.tasks = {task, other};
  const GoalReport report = report_of(history, status, {});
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
      R"("failed":{"attempts":5,"tasks":5,"recovered":2,"undecided":1},"untold":0}]})");
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

}  // namespace fleet_report_test
