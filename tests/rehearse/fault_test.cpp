// Each fault alone, in a goal of a dozen tasks: whatever goes wrong, the goal is reached without a person, no
// task is lost, and none lands twice.
#include <fmt/format.h>

#include "rehearse/rehearsal.h"
#include "support/catch.h"

namespace fault_test {

using namespace reeve;
using namespace reeve::rehearse;
namespace {

// A share that hits a goal of this size a few times. Planners are few: theirs are named.
std::string share_of(Fault fault) {
  switch (place_of(fault)) {
    case FaultPlace::plan_attempt:
      return fmt::format(R"(exactly = ["plan@1 {0}", "c1-p1@1 {0}"])", name_of(fault));
    case FaultPlace::change:
      return fmt::format("{} = 0.03", name_of(fault));
    case FaultPlace::check:
      return fmt::format("{} = 0.1", name_of(fault));
    case FaultPlace::hour:
      return fmt::format("{} = 0.8", name_of(fault));
    default:
      return fmt::format("{} = 0.3", name_of(fault));
  }
}

Scenario with(Fault fault) {
  // More tasks share a file where the fault needs two that change the same one.
  const double shared = fault == Fault::bad_merge ? 1 : 0.3;
  return parse_scenario(fmt::format("workers = 8\n[tree]\nlevels = 2\nplans = 2\ntasks = 12\nafter = 0.2\n"
                                    "shared = {}\n[faults]\n{}\n",
                                    shared, share_of(fault)),
                        "fault.toml");
}

std::string result_of(const RehearsalReport& report) {
  return fmt::format("{}; {}; {} lost, {} twice, {} limits passed", report.end,
                     report.differences.empty() ? "exact" : report.differences.front(), report.lost.size(),
                     report.landed_twice.size(), report.limits_passed.size());
}

TEST_CASE("each fault alone is recovered from without a person") {
  for (const Fault fault : all_faults()) {
    DYNAMIC_SECTION(name_of(fault)) {
      const RehearsalReport report = rehearse::rehearse(with(fault), 1);
      INFO(describe(report));
      CHECK(result_of(report) == "achieved; exact; 0 lost, 0 twice, 0 limits passed");
      REQUIRE(report.faults.size() == 1);
      CHECK(report.faults.front().happened > 0);
      CHECK(report.faults.front().recovered == report.faults.front().happened);
    }
  }
}

TEST_CASE("a goal goes on from the hub alone when everything is killed and another clone begins") {
  const Scenario scenario = parse_scenario(
      "workers = 8\n[tree]\nlevels = 2\nplans = 2\ntasks = 16\ncycles = 2\n[faults]\nmachine_lost = 0.8\n",
      "lost.toml");
  const RehearsalReport report = rehearse::rehearse(scenario, 3);
  INFO(describe(report));
  CHECK(result_of(report) == "achieved; exact; 0 lost, 0 twice, 0 limits passed");
  REQUIRE(report.faults.size() == 1);
  CHECK(report.faults.front().happened >= 2);
}

}  // namespace

}  // namespace fault_test
