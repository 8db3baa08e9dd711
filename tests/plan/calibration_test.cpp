#include "plan/calibration.h"

#include "base/text.h"
#include "support/catch.h"

namespace calibration_test {

using namespace reeve;

namespace {

Attempt attempt(Outcome outcome, double minutes, std::optional<double> cost = std::nullopt) {
  Attempt attempt;
  attempt.outcome = outcome;
  attempt.usage.seconds = minutes * 60;
  attempt.usage.cost = cost;
  return attempt;
}

// A landed task of kind `work` with these attempts.
TaskState landed(const std::vector<Attempt>& attempts, int estimated = 0) {
  TaskState task;
  task.phase = Phase::landed;
  task.attempts = attempts;
  task.spec.minutes = estimated;
  return task;
}

TaskState cancelled(const std::vector<std::string>& replaced_by) {
  TaskState task;
  task.phase = Phase::cancelled;
  task.replaced_by = replaced_by;
  return task;
}

TaskState parked(const std::vector<Attempt>& attempts) {
  TaskState task;
  task.phase = Phase::held;
  task.is_given_up = true;
  task.attempts = attempts;
  return task;
}

Attempt changing(Attempt attempt, std::int64_t files, std::int64_t lines) {
  attempt.change = ChangeSize{files, lines};
  return attempt;
}

// The figures of the only role.
RoleFigures figures(const std::vector<TaskState>& tasks) {
  const auto roles = calibrate(tasks, {});
  REQUIRE(roles.size() == 1);
  return roles.front();
}

std::string lines(const std::vector<TaskState>& tasks) {
  return join(calibration_lines(calibrate(tasks, {}), {}), "\n");
}

std::vector<TaskState> times(std::size_t count, const TaskState& task) {
  return std::vector<TaskState>(count, task);
}

}  // namespace

TEST_CASE("a task counts for its role once it is settled") {
  TaskState easy = landed({});
  easy.spec.difficulty = Difficulty::easy;
  TaskState plan = landed({});
  plan.spec.kind = TaskKind::plan;
  TaskState judge = landed({});
  judge.spec.kind = TaskKind::judge;
  TaskState waiting, held;
  held.phase = Phase::held;  // a person wanted it
  std::string text;
  for (const RoleFigures& role : calibrate({judge, plan, easy, cancelled({}), parked({}), waiting, held}, {}))
    text += name_of_role(role) + ": " + std::to_string(role.tasks) + "\n";
  CHECK(text == "worker, easy: 1\nworker, normal: 2\nplanner: 1\njudge: 1\n");
}

TEST_CASE("a task landed at the first attempt unless one failed on evidence") {
  const RoleFigures role = figures({landed({attempt(Outcome::done, 30)}),
                                    landed({attempt(Outcome::killed, 5), attempt(Outcome::done, 30)}),
                                    landed({attempt(Outcome::rate_limited, 5), attempt(Outcome::done, 30)}),
                                    landed({attempt(Outcome::checks_failed, 5), attempt(Outcome::done, 30)}),
                                    parked({attempt(Outcome::crashed, 1)})});
  CHECK(role.tasks == 5);
  CHECK(role.landed == 4);
  CHECK(role.first_try == 3);
}

TEST_CASE("a task is split when it was cancelled for others") {
  CHECK(figures({cancelled({"a", "b"}), cancelled({}), landed({})}).split == 1);
}

TEST_CASE("a task is too fine below half of the least minutes and files") {
  CHECK(figures({landed({attempt(Outcome::done, 9.9)}), landed({attempt(Outcome::done, 10)}),
                 landed({changing(attempt(Outcome::done, 5), 1, 3)}),
                 landed({changing(attempt(Outcome::done, 5), 2, 3)}),
                 landed({attempt(Outcome::crashed, 8), attempt(Outcome::done, 8)}), landed({Attempt()}),
                 parked({attempt(Outcome::crashed, 1)})})
            .too_fine == 2);
  TaskState plan = landed({attempt(Outcome::done, 1)});
  plan.spec.kind = TaskKind::plan;
  CHECK(figures({plan}).too_fine == 0);
}

TEST_CASE("an attempt is too coarse when it ran out of time, turns, money or context") {
  const RoleFigures role =
      figures({landed({attempt(Outcome::limit_time, 60), attempt(Outcome::limit_turns, 60),
                       attempt(Outcome::done, 30)}),
               parked({attempt(Outcome::limit_budget, 60), attempt(Outcome::context_full, 60),
                       attempt(Outcome::crashed, 1), attempt(Outcome::rate_limited, 1)})});
  CHECK(role.attempts == 7);
  CHECK(role.too_coarse == 4);
}

TEST_CASE("what is not known is absent, and medians are of what is") {
  CHECK(figures({landed({Attempt()})}) == RoleFigures{.tasks = 1, .landed = 1, .first_try = 1});
  const RoleFigures role =
      figures({landed({changing(attempt(Outcome::done, 10, 0.5), 2, 20)}, 20),
               landed({changing(attempt(Outcome::done, 40, 1.5), 4, 60)}, 20),
               landed({attempt(Outcome::done, 100)}), parked({attempt(Outcome::crashed, 900, 4)})});
  CHECK(role.cost == 2.0);  // 6 in all, as far as it is known, for three that landed
  CHECK(role.minutes == 40.0);
  CHECK(role.files == 3.0);
  CHECK(role.lines == 40.0);
  CHECK(role.estimate == 1.25);  // of 0.5 and 2
  CHECK(role.estimated == 2);
}

TEST_CASE("a planner is told nothing before a task has ended, and nothing of few") {
  TaskState plan = landed({attempt(Outcome::done, 3)});
  plan.spec.kind = TaskKind::plan;
  CHECK(lines({plan}) == "");
  CHECK(lines(times(4, landed({attempt(Outcome::done, 3)}, 30))) ==
        "worker, normal: 4 tasks ended, 4 landed, 4 at the first attempt, 4 too small, 0 of 4 attempts ran "
        "out of time or room, median 3 minutes, 0.1 times the estimated minutes");
}

TEST_CASE("tasks that were too small are to be put together, and minutes to be estimated better") {
  CHECK(lines(times(5, landed({changing(attempt(Outcome::done, 6, 0.25), 1, 12)}, 30))) ==
        "worker, normal: 5 tasks ended, 5 landed, 5 at the first attempt, 5 too small, 0 of 5 attempts ran "
        "out of time or room, median 6 minutes, 1 files, 12 lines, 0.2 times the estimated minutes, cost "
        "0.2500 a landed task\n"
        "Most normal tasks were too small: one in place of 3 of them\n"
        "Multiply your minutes for normal tasks by 0.2");
}

TEST_CASE("tasks that ran out of time or room are to be cut") {
  std::vector<TaskState> tasks = times(4, landed({attempt(Outcome::done, 50)}, 50));
  tasks.push_back(cancelled({"a", "b"}));
  tasks.back().attempts = {attempt(Outcome::limit_time, 60), attempt(Outcome::context_full, 30)};
  CHECK(
      lines(tasks) ==
      "worker, normal: 5 tasks ended, 4 landed, 4 at the first attempt, 1 split, 2 of 6 attempts ran out of "
      "time or room, median 50 minutes, 1.0 times the estimated minutes\n"
      "Too many normal tasks were too large: none above 90 minutes and 5 files");
}

TEST_CASE("tasks of the right size need no advice") {
  CHECK(lines(times(9, landed({attempt(Outcome::done, 45)}, 40))) ==
        "worker, normal: 9 tasks ended, 9 landed, 9 at the first attempt, 0 of 9 attempts ran out of time or "
        "room, median 45 minutes, 1.1 times the estimated minutes");
}

}  // namespace calibration_test
