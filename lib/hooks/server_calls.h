// What the log of a goal and the logs of its tasks say of each other: a planner or a judge is called by a
// task that comes with the call, a judge ends with its verdict, and a replaced task has its replacements.
#pragma once

#include <optional>
#include <string>

#include "hooks/policy.h"
#include "hooks/server_view.h"

namespace reeve::hooks {

// Of the events that this push adds to the log of the goal, which must be readable and in order.
std::optional<Objection> objection_to_calls_of_goal(const GateView& view, const std::string& goal);

// The same for the log of a task.
std::optional<Objection> objection_to_calls_of_task(const GateView& view, const std::string& task);

}  // namespace reeve::hooks
