// What an error that a CLI or a service reports means. For the text of error events and of standard error
// only: an agent that writes about rate limits has not hit one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "task/outcome.h"

namespace reeve::cli_agent {

struct Trouble {
  Outcome outcome = Outcome::crashed;
  std::string message;
  std::optional<TimePoint> until;
};

// The class of an error from its HTTP status, where there was one, and from its words; `crashed` if neither
// says more. `until` is filled in for rate_limited and quota where the message says when to come back.
// A cut answer (most output tokens) is limit_budget, an overloaded service rate_limited.
Trouble trouble_of(std::string_view message, std::optional<int> status, TimePoint now);

// When to come back, as messages and headers say it: "resets_at": seconds since 1970, "resets_in_seconds",
// "retry-after", "try again in 1m 20s", "in 2 days 3 hours"; absent if nothing is said.
std::optional<TimePoint> time_in(std::string_view message, TimePoint now);

// A number of seconds since 1970; absent for what is no time of this century.
std::optional<TimePoint> time_of_epoch(double seconds);

}  // namespace reeve::cli_agent
