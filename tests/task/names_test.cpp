#include <set>

#include "support/catch.h"
#include "task/event.h"
#include "task/outcome.h"

namespace names_test {

using namespace reeve;

TEST_CASE("every event type has the name that FORMAT.md gives it, and is found by it") {
  std::string names;
  for (int i = 0; i < static_cast<int>(EventType::unknown); ++i) {
    const auto type = static_cast<EventType>(i);
    names += std::string(name_of(type)) + " ";
    CHECK(event_type_named(name_of(type)) == type);
  }
  CHECK(
      names ==
      "planned dispatched claimed renewed progressed asked answered submitted failed rejected landed retried "
      "held released cancelled opened cycle_started judged achieved stopped paused resumed delivered woken "
      "halted restarted reviewed reverted ");
}

TEST_CASE("a name that is no event's is unknown, also the word unknown itself") {
  for (const std::string_view name : {"", "unknown", "Planned", "planned ", "merged"}) {
    CHECK(event_type_named(name) == EventType::unknown);
  }
}

TEST_CASE("every outcome has the name that FORMAT.md gives it, and is found by it") {
  std::string names;
  for (int i = 0; i <= static_cast<int>(Outcome::rejected); ++i) {
    const auto outcome = static_cast<Outcome>(i);
    names += std::string(name_of(outcome)) + " ";
    CHECK(outcome_named(name_of(outcome)) == outcome);
  }
  CHECK(names ==
        "done no_change needs_input limit_turns limit_budget limit_time context_full rate_limited quota auth "
        "refused denied crashed killed stuck checks_failed scope_violation conflict rejected ");
  CHECK_FALSE(outcome_named("Done"));
  CHECK_FALSE(outcome_named(""));
}

TEST_CASE("which outcomes climb the ladder, pause, or wait for a person") {
  const auto named = [](Evidence evidence) {
    std::string names;
    for (int i = 0; i <= static_cast<int>(Outcome::rejected); ++i) {
      const auto outcome = static_cast<Outcome>(i);
      if (evidence_of(outcome) == evidence) names += std::string(name_of(outcome)) + " ";
    }
    return names;
  };
  CHECK(
      named(Evidence::against_the_agent) ==
      "no_change limit_turns limit_budget limit_time context_full refused denied crashed stuck checks_failed "
      "scope_violation rejected ");
  CHECK(named(Evidence::none) == "done killed conflict ");
  CHECK(named(Evidence::pause) == "rate_limited quota ");
  CHECK(named(Evidence::configuration) == "needs_input auth ");
}

TEST_CASE("every check result is found by its name") {
  for (const CheckResult result : {CheckResult::pass, CheckResult::fail, CheckResult::could_not_run}) {
    CHECK(check_result_named(name_of(result)) == result);
  }
  CHECK_FALSE(check_result_named("passed"));
}

}  // namespace names_test
