// What may follow what in the log of a goal. Pure.
#pragma once

#include <optional>

#include "hooks/policy.h"
#include "task/goal.h"

namespace reeve::hooks {

// `state`: of the log before the event; `is_first`: there is none yet. What the event names in other logs is
// looked at elsewhere (server_calls.h).
std::optional<Objection> objection_to_goal_event(const GoalState& state, const Event& event, bool is_first);

}  // namespace reeve::hooks
