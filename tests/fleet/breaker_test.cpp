#include "fleet/breaker.h"

#include <deque>

#include "base/text.h"
#include "support/catch.h"

namespace breaker_test {

using namespace reeve;

namespace {

TimePoint minute(int number) {
  return TimePoint{std::chrono::minutes{number}};
}

// Tasks of one goal, whose attempts end at a minute each.
class Line {
 public:
  TaskState& fail(const std::string& id, int at, Outcome outcome, const std::string& reason,
                  const std::string& agent = "small") {
    TaskState& task = task_of(id);
    Attempt attempt;
    attempt.agent = agent;
    attempt.ended = minute(at);
    attempt.outcome = outcome;
    attempt.reason = reason;
    task.attempts.push_back(attempt);
    return task;
  }

  // As next_step() holds a task that it gives up.
  void give_up(const std::string& id, int at) {
    TaskState& task = task_of(id);
    task.phase = Phase::held;
    task.is_given_up = true;
    task.phase_since = minute(at);
  }

  std::vector<const TaskState*> live() const {
    std::vector<const TaskState*> live;
    for (const TaskState& task : tasks_) live.push_back(&task);
    return live;
  }

  // "a b: reason", or "none".
  std::string trip(int now, std::optional<int> landing = std::nullopt) const {
    const auto landed = landing ? std::optional(minute(*landing)) : std::nullopt;
    const auto trip = tripped(live(), goal, landed, {3, std::chrono::minutes{60}}, minute(now));
    return trip ? join(trip->tasks, " ") + ": " + trip->reason : "none";
  }

  GoalState goal;

 private:
  TaskState& task_of(const std::string& id) {
    for (TaskState& task : tasks_) {
      if (task.spec.id == id) return task;
    }
    tasks_.emplace_back().spec.id = id;
    return tasks_.back();
  }

  std::deque<TaskState> tasks_;
};

const std::string same_way = " failed in the same way, with nothing landed between them: ";

Line three_failures() {
  Line line;
  line.fail("a", 10, Outcome::checks_failed, "'make a' failed: cc: not found");
  line.fail("b", 20, Outcome::checks_failed, "'make b' failed: cc: not found");
  line.fail("c", 30, Outcome::checks_failed, "'make c' failed: cc: not found");
  return line;
}

}  // namespace

TEST_CASE("the same failure at so many different tasks, within the time, trips the breaker") {
  const Line line = three_failures();
  CHECK(line.trip(31) == "a b c: 3 tasks" + same_way + "checks_failed: cc: not found");
  CHECK(line.trip(69) == "a b c: 3 tasks" + same_way + "checks_failed: cc: not found");
  CHECK(line.trip(70) == "none");  // the first is an hour ago
}

TEST_CASE("one task that fails in the same way again and again is its planner's matter") {
  Line line;
  for (int at = 1; at < 6; ++at) line.fail("a", at, Outcome::checks_failed, "'make' failed: cc: not found");
  line.fail("b", 7, Outcome::checks_failed, "'make' failed: cc: not found");
  CHECK(line.trip(10) == "none");
}

TEST_CASE("different failures, planners and what has its own remedy count nothing") {
  Line line;
  line.fail("a", 1, Outcome::checks_failed, "error: 'Reader' was not declared");
  line.fail("b", 2, Outcome::checks_failed, "error: 'Writer' was not declared");
  line.fail("c", 3, Outcome::rejected, "error: 'Reader' was not declared");
  for (const auto* id : {"d", "e", "f"}) line.fail(id, 4, Outcome::killed, "the worker's process is gone");
  for (const auto* id : {"g", "h", "i"}) line.fail(id, 5, Outcome::conflict, "it conflicts in a.txt");
  for (const auto* id : {"j", "k", "l"})
    line.fail(id, 6, Outcome::crashed, "exit code 1").spec.kind = TaskKind::plan;
  CHECK(line.trip(10) == "none");
}

TEST_CASE("a landing, a restart and a person who resumes the goal start the count anew") {
  Line line = three_failures();
  CHECK(line.trip(31, 9) != "none");
  CHECK(line.trip(31, 10) == "none");
  SECTION("resumed") {
    line.goal.resumed_at = minute(15);
  }
  SECTION("restarted, whatever it was for") {
    line.goal.restarts["other"] = minute(15);
  }
  SECTION("stopped already") {
    line.goal.halt = Halt{"other", "", minute(1)};
  }
  CHECK(line.trip(31) == "none");
}

TEST_CASE("what is wrong with the configuration of an agent trips it when three tasks are given up for it") {
  Line line;
  const BreakerConfig many{100, std::chrono::minutes{60}};
  line.fail("a", 1, Outcome::auth, "401 invalid key");
  line.fail("b", 2, Outcome::auth, "401 invalid key", "large");
  line.fail("c", 3, Outcome::auth, "401 invalid key");
  CHECK_FALSE(tripped(line.live(), line.goal, {}, many, minute(5)));
  line.fail("d", 4, Outcome::auth, "401 invalid key");
  // Other agents go on with them.
  CHECK_FALSE(tripped(line.live(), line.goal, {}, many, minute(5)));
  for (const auto* id : {"a", "c", "d"}) line.give_up(id, 4);
  const auto trip = tripped(line.live(), line.goal, {}, many, minute(5));
  REQUIRE(trip);
  CHECK(trip->is_configuration);
  CHECK(trip->signature == "auth by small: <n> invalid key");
  CHECK(join(trip->tasks, " ") == "a c d");
}

TEST_CASE("of two failures the one that more tasks have is named") {
  Line line = three_failures();
  for (const auto* id : {"d", "e", "f", "g"}) line.fail(id, 25, Outcome::stuck, "says nothing");
  CHECK(line.trip(31) == "d e f g: 4 tasks" + same_way + "stuck: says nothing");
}

TEST_CASE("what was given up because of that very failure goes back to work at the restart, once") {
  Line line = three_failures();
  line.give_up("a", 11);
  line.give_up("c", 31);
  line.fail("d", 12, Outcome::checks_failed, "error: another");
  line.give_up("d", 12);
  CHECK(given_up_for_halts(line.live(), line.goal).empty());
  line.goal.restarts["checks_failed: cc: not found"] = minute(30);
  CHECK(join(given_up_for_halts(line.live(), line.goal), " ") == "a");  // c was tried after the restart
}

TEST_CASE("a failure that has stopped the line before is a person's matter") {
  Line line;
  CHECK_FALSE(is_repeated({"x", "", {}}, line.goal));
  line.goal.halts = {{"x", 1}};
  CHECK(is_repeated({"x", "", {}}, line.goal));
  CHECK_FALSE(is_repeated({"y", "", {}}, line.goal));
}

TEST_CASE("a line that no planner can mend is tried again, later and later, and then is a person's") {
  Line line;
  const BreakerConfig config{3, std::chrono::minutes{60}};
  CHECK_FALSE(next_trial(line.goal, config));
  line.goal.halt = Halt{"auth", "", minute(10), false};
  CHECK_FALSE(next_trial(line.goal, config));
  line.goal.halt->needs_person = true;
  const Trip trip{"auth", "", {}, true};
  for (const auto& [stops, at] : {std::pair(1, 70), std::pair(2, 130), std::pair(3, 250)}) {
    line.goal.halts["auth"] = stops;
    CHECK(next_trial(line.goal, config) == minute(at));
    CHECK(is_repeated(trip, line.goal) == (stops == 3));
  }
}

}  // namespace breaker_test
