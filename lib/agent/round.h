// One run of an agent on one prompt. An attempt is one round, or two where the first one's result file had to
// be corrected. Each kind of agent has one function that runs a round; run_agent() does what they share.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "agent/agent.h"

namespace reeve {

struct Round {
  const AgentRequest& request;
  std::string prompt;
  std::string session;  // of the round before, for an agent that can go on with it; empty: a new one
  Budget left;          // what this round may use
  std::size_t turns = 0;
  Usage used = {};  // by the rounds before, which some programs count again when they go on with a session
};

// What a round ended with, from what can be observed: the end of the process, the events it printed, the
// answers of the service. Never from the agent's prose.
struct RoundReport {
  Outcome outcome = Outcome::crashed;
  std::string reason;                 // for people; empty for `done`
  std::optional<TimePoint> until;     // for rate_limited and quota
  std::string text;                   // the agent's last words
  std::string session;                // to go on with; empty: it cannot
  AgentTrace trace;                   // without `prompt`
  Usage usage;                        // cost is absent where neither the agent nor a price says it
  std::vector<std::string> denials;   // tools that it was not allowed to use
  std::vector<std::string> concerns;  // what else a person should know of it
};

// A program: a coding CLI or a plain command (process_round.cpp). Throws Error(configuration) if its entry
// cannot be run (no such program, a variable that pass_env names is not set).
RoundReport run_process_round(const Round& round);

// A model behind a web service (api/api_round.cpp). Throws Error(configuration) if there is no key.
RoundReport run_api_round(const Round& round);

}  // namespace reeve
