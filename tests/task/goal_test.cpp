#include "task/goal.h"

#include <fmt/format.h>

#include "support/catch.h"

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
                     state.opened_at.time_since_epoch().count() / 1000, state.cycle, state.reason,
                     state.finished() ? "finished" : "goes on");
}

}  // namespace

TEST_CASE("a goal from its opening to its delivery") {
  std::vector<Line> lines{{EventType::opened, ""}};
  CHECK(after(lines) == "g open opened at 1, cycle 0, '', goes on");
  lines.push_back({EventType::cycle_started, "", 1});
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
  CHECK(after(lines) == "g paused opened at 1, cycle 0, 'lunch', goes on");
  lines.push_back({EventType::resumed, ""});
  CHECK(after(lines) == "g open opened at 1, cycle 0, 'lunch', goes on");
  lines.push_back({EventType::stopped, "the budget is spent"});
  CHECK(after(lines) == "g stopped opened at 1, cycle 0, 'the budget is spent', finished");
  lines.push_back({EventType::paused, "too late"});
  CHECK(after(lines) == "g stopped opened at 1, cycle 0, 'the budget is spent', finished");
  lines.push_back({EventType::resumed, "more budget"});
  CHECK(after(lines) == "g open opened at 1, cycle 0, 'more budget', goes on");
}

TEST_CASE("nothing follows a delivery, and events that are not a goal's change nothing") {
  CHECK(after({{EventType::opened, ""}, {EventType::delivered, "merged"}, {EventType::resumed, "no"}}) ==
        "g delivered opened at 1, cycle 0, 'merged', finished");
  CHECK(after({{EventType::opened, ""}, {EventType::landed, "x"}, {EventType::unknown, "y"}}) ==
        "g open opened at 1, cycle 0, '', goes on");
}
