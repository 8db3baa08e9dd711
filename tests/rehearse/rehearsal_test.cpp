// Whole goals, from the plan to their end.
#include "rehearse/rehearsal.h"

#include <fmt/format.h>

#include "support/catch.h"

namespace rehearsal_test {

using namespace reeve;
using namespace reeve::rehearse;
namespace {

Scenario built_in(const std::string& name) {
  for (const BuiltInScenario& one : built_in_scenarios()) {
    if (one.name == name) return parse_scenario(one.text, name);
  }
  throw std::runtime_error("there is no scenario " + name);
}

// What decides: "achieved, exact, 2 cycles, 8 landed".
std::string result_of(const RehearsalReport& report) {
  std::string text = fmt::format("{}, {}, {} cycles, {} landed", report.end,
                                 report.differences.empty() ? "exact" : report.differences.front(),
                                 report.cycles, report.landed);
  for (const std::string& task : report.lost) text += ", lost " + task;
  for (const std::string& task : report.landed_twice) text += ", twice " + task;
  for (const std::string& limit : report.limits_passed) text += ", passed " + limit;
  for (const ParkedTask& task : report.parked) text += ", parked " + task.task + ": " + task.reason;
  return text;
}

TEST_CASE("a small goal of two cycles is achieved although an agent lies") {
  const RehearsalReport report = rehearse::rehearse(built_in("small"), 1);
  CHECK(result_of(report) == "achieved, exact, 2 cycles, 8 landed");
  REQUIRE(report.faults.size() == 1);
  CHECK(report.faults.front().fault == Fault::lie);
  CHECK(report.faults.front().recovered == 1);
}

TEST_CASE("the same seed gives the same refs and another seed gives others") {
  const Scenario scenario = built_in("small");
  const RehearsalReport first = rehearse::rehearse(scenario, 5);
  CHECK(to_json(first) == to_json(rehearse::rehearse(scenario, 5)));
  CHECK(first.refs != rehearse::rehearse(scenario, 6).refs);
}

TEST_CASE("planners of three levels and four cycles reach the tree of the scenario") {
  const Scenario scenario = parse_scenario(
      "title = \"Deep\"\nworkers = 20\n[tree]\nlevels = 3\nplans = 2\ntasks = 48\ncycles = 4\n", "deep");
  const RehearsalReport report = rehearse::rehearse(scenario, 1);
  CHECK(result_of(report) == "achieved, exact, 4 cycles, 48 landed");
  CHECK(report.most_workers <= 20);
}

TEST_CASE("a large goal of 500 tasks and 100 workers is achieved with nobody touching it") {
  const RehearsalReport report = rehearse::rehearse(built_in("large"), 1);
  CHECK(result_of(report) == "achieved, exact, 4 cycles, 500 landed");
  CHECK(report.helped == 0);
  CHECK(report.most_workers == 100);
}

TEST_CASE("a budget ends a goal before it is passed by more than the calls in flight") {
  const std::string config = std::string(rehearsal_config()) + "[limits.goal]\ncost = 2\n";
  const RehearsalReport report = rehearse::rehearse(built_in("small"), 1, config);
  CHECK(report.end == "paused");
  CHECK(report.reason.starts_with("budget: "));
  CHECK(report.limits_passed == std::vector<std::string>{});
  CHECK(report.lost == std::vector<std::string>{});
}

TEST_CASE("a report is told to people and to programs") {
  const RehearsalReport report = rehearse::rehearse(built_in("small"), 1);
  CHECK(describe(report).starts_with("seed 1: the goal is achieved"));
  CHECK(to_json(report).starts_with(R"({"seed":1,"end":"achieved",)"));
  CHECK(
      campaign_table({report, report}) ==
      "fault  happened  recovered\n"
      "lie           2          2  100.0 %\n"
      "all           2          2  100.0 %\n"
      "2 seeds: 2 achieved, 2 with the tree of the scenario; 0 tasks lost, 0 landed twice, 0 limits passed, "
      "0 tasks waiting for a person\n");
}

}  // namespace

}  // namespace rehearsal_test
