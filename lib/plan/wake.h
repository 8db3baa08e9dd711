// When planners are asked again, and for what. Pure: plan/call.h publishes what is decided here.
#pragma once

#include <string>
#include <vector>

#include "plan/call.h"
#include "plan/reports.h"

namespace reeve {

// The plans that are missing: for each slice with something to report that no plan is about yet, one, as soon
// as something of it cannot wait, or there are [plan] findings of them, or the slice has settled. Never two
// at once for one slice, and at most [plan] wakes in a cycle. None where no planner is named.
std::vector<Call> wakes_of(const GoalScene& scene);

// The plan for the whole goal, for this cycle.
PlannedTask root_plan(const GoalSpec& goal, int cycle);

}  // namespace reeve
