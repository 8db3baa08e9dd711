// A planner's plan that is good but too large: what fits is kept, and what does not is said.
#pragma once

#include <string>
#include <vector>

#include "plan/lint.h"

namespace reeve {

struct CutPlan {
  std::vector<PlannedTask> tasks;  // in the order of the plan
  std::vector<std::string> cut;    // a sentence for each limit that cut something; empty: all is kept
};

// The first tasks that the limits of the context (tasks_per_plan, tasks_per_goal, depth) leave room for, and
// of these only those whose predecessors in the plan are kept too. Pure.
CutPlan cut_to_limits(const std::vector<PlannedTask>& tasks, const LintContext& context);

}  // namespace reeve
