// Which agents try a task, one after the other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "task/fold.h"

namespace reeve {

// Who judges where no agent is named for it: the goal's checks decide, and a person what they cannot. No
// agent can be called so.
inline constexpr std::string_view no_agent = "(none)";

// The names, in order: the planners' ladder for a plan, the judges' (or `no_agent`) for a judge, otherwise
// that of workers for tasks of this difficulty (where none is named: of all workers), begun at the task's own
// agent where it names one.
std::vector<std::string> ladder_of(const TaskSpec& spec, const RolesConfig& roles);

// The agent that the task's next claim is made with; `chosen` is the name of one in its place, or empty.
// Throws Error(configuration) if nobody is named for the role, or an agent that is not configured.
AgentConfig next_agent(const TaskState& task, const Config& config, const std::string& chosen = "");

// The entry of this name; of `no_agent`, one without a command. Throws Error(configuration) if there is none.
AgentConfig agent_named(const std::string& name, const Config& config);

}  // namespace reeve
