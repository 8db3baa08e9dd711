// The task as a JSON file, for the agent ($REEVE_TASK).
#pragma once

#include <string>

#include "agent/prompt.h"
#include "task/fold.h"

namespace reeve {

// An object: the members of the task's spec, `attempt`, `checks` (all that will be run), `protected`,
// `previous` (one object an earlier attempt: attempt, agent, outcome, reason, handoff) and, for a merge,
// `conflicts` and `causes`.
std::string task_file(const TaskState& task, const PromptContext& context);

}  // namespace reeve
