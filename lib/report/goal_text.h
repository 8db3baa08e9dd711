// One goal for people and for scripts. Pure.
#pragma once

#include <string>

#include "base/json.h"
#include "report/status.h"

namespace reeve {

// What `goal show` prints.
std::string goal_text(const GoalRecord& goal, const GoalStatus& status, TimePoint now);

// The goal with its spec, its commits and the counts of its tasks.
JsonObject goal_json(const GoalRecord& goal, const GoalStatus& status);

}  // namespace reeve
