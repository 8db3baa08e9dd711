// How an attempt ended, and which kinds of ending are evidence against the agent.
#pragma once

#include <optional>
#include <string_view>

namespace reeve {

enum class Outcome {
  done,         // the agent says so; the diff, the scope and the checks decide
  no_change,    // it ended without changing a file
  needs_input,  // it asks a person or the planner
  limit_turns,
  limit_budget,
  limit_time,  // wall or idle limit
  context_full,
  rate_limited,  // until a time that may be known
  quota,
  auth,     // no key, or a wrong one
  refused,  // the model declined
  denied,   // a tool, a file or a size was not allowed
  crashed,  // it exited non-zero, or could not be started
  killed,   // its worker went away: nothing was learned
  stuck,
  checks_failed,
  scope_violation,
  conflict,
  rejected,  // by the gate or a reviewer, for quality
};

std::string_view name_of(Outcome outcome);
std::optional<Outcome> outcome_named(std::string_view name);

enum class Evidence {
  against_the_agent,  // the ladder is climbed
  none,               // the same rung tries again
  pause,              // wait, then the same rung tries again
  configuration,      // trying again is useless until a person changes something
};

Evidence evidence_of(Outcome outcome);

}  // namespace reeve
