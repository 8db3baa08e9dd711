// `git reeve plan` without a file and without a pattern: an agent plans.
#pragma once

#include <string>
#include <vector>

#include "plan/planned_task.h"
#include "tools/arguments.h"
#include "tools/session.h"

namespace reeve::cli {

// What became of it; `ids` only if tasks were published.
struct PlannedByAgent {
  std::string goal;
  std::vector<std::string> ids;
  ExitCode exit = ExitCode::done;
};

// Publishes the goal's plan task, or takes up the one that is open, and runs it here until its tasks are
// published or no agent of its ladder is left. What happens is told on standard error. Throws as
// resolve_goal(), Error(configuration) if no agent is named for planners, and Error(lost_race) if another
// worker has the plan task.
PlannedByAgent plan_by_agent(const Arguments& arguments, Context& context, Session& session);

// The plan that a planner would make now, with the goal's id; nothing is published. Throws Error(invalid)
// where it makes none.
struct TriedPlan {
  std::string goal;
  std::vector<PlannedTask> tasks;
};
TriedPlan try_plan_by_agent(const Arguments& arguments, Context& context, Session& session);

}  // namespace reeve::cli
