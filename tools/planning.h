// From a person's plan to tasks on the hub, for `plan` and `task add`.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plan/lint.h"
#include "tools/arguments.h"
#include "tools/session.h"

namespace reeve::cli {

// Where a plan goes. Without `goal`, one with `title` is opened once the plan is known to be good.
struct PlanTarget {
  std::optional<GoalRecord> goal;
  std::string title;
  git::Oid base;
  Config config;
  std::set<std::string> landed;  // ids
  std::vector<KnownTask> live;
  std::set<std::string> plans;  // ids of live plan tasks
  std::size_t filed = 0;        // tasks that ended without landing and have left the hub
};

// The goal that `name` names, or the only open one; where none is open and a title is given, one to be opened
// on HEAD. Throws Error(usage) for a goal that has ended, and as resolve_goal() and config_for().
PlanTarget plan_target(Session& session, const std::optional<std::string>& name,
                       const std::optional<std::string>& title);

// What --difficulty says; normal without it. Throws Error(usage) for another word.
Difficulty chosen_difficulty(const Arguments& arguments);

// Whole ids in place of their beginnings in `after`, `overlaps` and `replaces`; what is not known is left for
// the lint to tell.
void complete_ids(const PlanTarget& target, std::vector<PlannedTask>& tasks);

// All that there is to say against the plan, advice too.
std::vector<Finding> findings_on(Session& session, const PlanTarget& target,
                                 const std::vector<PlannedTask>& tasks);

// Throws Error(invalid) with everything that is wrong with the plan; what is only advice is left out.
void require_good_plan(Session& session, const PlanTarget& target, const std::vector<PlannedTask>& tasks);

// Opens the goal if need be and publishes all tasks, or none; gives their specs. For a plan that is good.
std::vector<TaskSpec> publish(Session& session, PlanTarget& target, const std::vector<PlannedTask>& tasks);

}  // namespace reeve::cli
