// Whether a plan makes sense. Everything that does not is found at once and before anything is published, so
// that a person or a planner mends it in one go. Pure.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "config/config.h"
#include "plan/planned_task.h"

namespace reeve {

// What the plan is held against.
struct LintContext {
  std::set<std::string> known_ids;           // tasks of the goal that are live or have landed
  std::set<std::string> plan_ids;            // plan tasks of the goal, live or done
  std::size_t tasks_in_goal = 0;             // planned so far, whatever became of them
  std::size_t common_checks = 0;             // of the gate and of the goal: they run for every task
  std::vector<std::string> agents;           // names of the configuration
  std::vector<std::string> protected_paths;  // globs
  bool has_planners = true;                  // whether an agent is named for plans
  std::vector<std::string> slice;            // globs: no task may leave them; empty: everything
  std::size_t depth = 0;                     // how many plan tasks are above this plan: 0 for a person's
  LimitsConfig limits;
};

// Whether only a limit on the size of plans speaks against it: an agent's plan is then cut, not refused.
enum class FindingKind { wrong, over_limit };

struct Finding {
  std::string where;  // "plan.toml:12", or empty for the plan as a whole
  std::string what;   // "task 'b' comes after 'pasrer', which is no task of this plan or goal"
  std::string hint;   // what to do, or empty
  FindingKind kind = FindingKind::wrong;

  bool operator==(const Finding&) const = default;
};

// All that is wrong: with the whole plan first, then task by task, then cycles. Empty: it can be published.
// Spellings are suggested for the first 100 unknown names only, and the first 20 cycles are named, as a plan
// of thousands of wrong tasks would take minutes otherwise.
std::vector<Finding> lint(const std::vector<PlannedTask>& tasks, const LintContext& context);

// "where: what; hint", one finding a line.
std::string describe(const std::vector<Finding>& findings);

// Throws Error(invalid) with describe(findings) unless there are none.
void require_none(const std::vector<Finding>& findings);

}  // namespace reeve
