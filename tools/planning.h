// What the commands that publish tasks share: opening goals, and holding a plan against what is there.
#pragma once

#include <optional>
#include <vector>

#include "plan/planned_task.h"
#include "plan/publish.h"
#include "tools/session.h"

namespace reeve::cli {

// Opens a goal on top of `base`, under a new id. Throws Error(configuration) if `base` has no configuration.
GoalRecord open_goal(Session& session, GoalSpec spec, const git::Oid& base);

// Throws Error(invalid) with all that is wrong with the plan. `goal` absent: one that would be opened at
// `base`.
void require_good(Session& session, const std::optional<GoalRecord>& goal, const git::Oid& base,
                  const std::vector<PlannedTask>& drafts);

PlanPlace place_for(Session& session, const GoalRecord& goal, const git::Oid& base);

}  // namespace reeve::cli
