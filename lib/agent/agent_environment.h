// What an agent's program finds in its environment and around it, in one place; and what of that nobody else
// may see.
#pragma once

#include <vector>

#include "agent/agent.h"
#include "agent/redact.h"
#include "agent/sandbox.h"

namespace reeve {

// The environment of the workspace, the variables of the preset (keys of the person's that are set, and those
// with values), those that the entry passes and sets, and REEVE_TASK, REEVE_OUT, REEVE_ID, REEVE_ATTEMPT and
// REEVE_SCOPE. What the entry says counts more than the preset. Throws Error(configuration) for a variable to
// pass that is not set.
Environment agent_environment(const AgentRequest& request);

// Its wall, as its entry says. A review only reads: what it is asked about stays as it is while it looks, and
// what it has written nobody after it can find.
SandboxSetting sandbox_for(const AgentRequest& request);

// The values that the agent gets and nobody else: of the variables that its entry passes, of the keys of its
// preset, and what stands in the login that it is given. Plain ones such as PATH are not among them,
// nor are values of fewer than shortest_secret characters.
std::vector<Secret> secrets_of(const AgentConfig& agent);

// The same environment without them: for a program that needs no key.
Environment without_secrets(Environment environment, const AgentConfig& agent);

}  // namespace reeve
