#include "task/goal.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "support/catch.h"

namespace goal_test {

using namespace reeve;

namespace {

struct Line {
  EventType type;
  std::string reason;
  int cycle = 0;
};

std::string after(const std::vector<Line>& lines) {
  GoalLog log;
  log.spec.id = "g";
  int seconds = 0;
  for (const Line& line : lines) {
    Event event = make_event(line.type, TimePoint{std::chrono::seconds{++seconds}}, "ada");
    event.reason = line.reason;
    event.cycle = line.cycle;
    log.events.push_back(event);
  }
  const GoalState state = fold(log);
  return fmt::format("{} {} opened at {}, cycle {}, '{}', {}", state.spec.id, name_of(state.phase),
                     state.opened_at.time_since_epoch().count() / 1000, state.cycle(), state.reason,
                     state.finished() ? "finished" : "goes on");
}

}  // namespace

TEST_CASE("a goal from its opening to its delivery") {
  std::vector<Line> lines{{EventType::opened, ""}};
  CHECK(after(lines) == "g open opened at 1, cycle 1, '', goes on");
  lines.push_back({EventType::judged, "half is done"});
  CHECK(after(lines) == "g open opened at 1, cycle 1, 'half is done', goes on");
  lines.push_back({EventType::cycle_started, "", 2});
  lines.push_back({EventType::achieved, "all is done"});
  CHECK(after(lines) == "g achieved opened at 1, cycle 2, 'all is done', finished");
  lines.push_back({EventType::delivered, ""});
  CHECK(after(lines) == "g delivered opened at 1, cycle 2, 'all is done', finished");
}

TEST_CASE("a goal is paused, resumed, stopped and resumed again") {
  std::vector<Line> lines{{EventType::opened, ""}, {EventType::paused, "lunch"}};
  CHECK(after(lines) == "g paused opened at 1, cycle 1, 'lunch', goes on");
  lines.push_back({EventType::resumed, ""});
  CHECK(after(lines) == "g open opened at 1, cycle 1, 'lunch', goes on");
  lines.push_back({EventType::stopped, "the budget is spent"});
  CHECK(after(lines) == "g stopped opened at 1, cycle 1, 'the budget is spent', finished");
  lines.push_back({EventType::paused, "too late"});
  CHECK(after(lines) == "g stopped opened at 1, cycle 1, 'the budget is spent', finished");
  lines.push_back({EventType::resumed, "more budget"});
  CHECK(after(lines) == "g open opened at 1, cycle 1, 'more budget', goes on");
}

TEST_CASE("nothing follows a delivery, and events that are not a goal's change nothing") {
  CHECK(after({{EventType::opened, ""}, {EventType::delivered, "merged"}, {EventType::resumed, "no"}}) ==
        "g delivered opened at 1, cycle 1, 'merged', finished");
  CHECK(after({{EventType::opened, ""}, {EventType::landed, "x"}, {EventType::unknown, "y"}}) ==
        "g open opened at 1, cycle 1, '', goes on");
}

TEST_CASE("each cycle has its beginning and its verdict") {
  GoalLog log;
  log.spec.base = "5e1c";
  const auto add = [&](EventType type, int seconds) -> Event& {
    log.events.push_back(make_event(type, TimePoint{std::chrono::seconds{seconds}}, "ada"));
    return log.events.back();
  };
  add(EventType::opened, 1);
  Event& judged = add(EventType::judged, 2);
  judged.verdict = "continue";
  judged.reasons = {"it is slow: not met"};
  Event& second = add(EventType::cycle_started, 3);
  second.cycle = 2;
  second.commit = "7a7a";
  std::string told;
  for (const Cycle& cycle : fold(log).cycles) {
    told += fmt::format("{} from {} at {}: {} {}\n", cycle.number, cycle.start,
                        cycle.started.time_since_epoch().count() / 1000,
                        cycle.verdict.empty() ? "runs" : cycle.verdict, fmt::join(cycle.reasons, ", "));
  }
  CHECK(told ==
        "1 from 5e1c at 1: continue it is slow: not met\n"
        "2 from 7a7a at 3: runs \n");
}

TEST_CASE("a line that is stopped stays so until it is restarted, and every stop is counted") {
  GoalLog log;
  const auto add = [&](EventType type, const std::string& signature = "") {
    Event event = make_event(type, TimePoint{std::chrono::seconds{1}}, "ada");
    event.signature = signature;
    event.reason = "5 tasks";
    event.task = "replan-1";
    log.events.push_back(event);
  };
  add(EventType::opened);
  add(EventType::halted, "crashed: no compiler");
  REQUIRE(fold(log).halt);
  CHECK(fold(log).halt->signature == "crashed: no compiler");
  add(EventType::woken);
  add(EventType::restarted);
  CHECK_FALSE(fold(log).halt);
  add(EventType::halted, "crashed: no compiler");
  CHECK(fold(log).halts == std::map<std::string, int>{{"crashed: no compiler", 2}});
  CHECK(fold(log).woken == std::set<std::string>{"replan-1"});
  CHECK(fold(log).phase == GoalPhase::open);
}

TEST_CASE("a line that was stopped goes on by its own event, or with the goal") {
  GoalLog log;
  int seconds = 0;
  const auto add = [&](EventType type, const std::string& signature = "") {
    log.events.push_back(make_event(type, TimePoint{std::chrono::seconds{++seconds}}, "ada"));
    log.events.back().signature = signature;
  };
  const auto restarts = [&] {
    std::string text;
    for (const auto& [signature, at] : fold(log).restarts)
      text += fmt::format("{} at {} ", signature, at.time_since_epoch().count() / 1000);
    return text + (fold(log).halt ? "stopped" : "goes on");
  };
  add(EventType::opened);
  add(EventType::restarted);  // nothing was stopped
  CHECK(restarts() == "goes on");
  add(EventType::halted, "a");
  CHECK(restarts() == "stopped");
  add(EventType::restarted);
  add(EventType::halted, "b");
  CHECK(restarts() == "a at 4 stopped");
  add(EventType::paused);
  add(EventType::resumed);
  CHECK(restarts() == "a at 4 b at 7 goes on");
  add(EventType::halted, "a");
  add(EventType::restarted);
  CHECK(restarts() == "a at 9 b at 7 goes on");
}

}  // namespace goal_test
