// Whether a plan makes sense. Everything that does not is found at once and before anything is published, so
// that a person or a planner mends it in one go. Pure.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "config/config.h"
#include "plan/planned_task.h"
#include "task/fold.h"

namespace reeve {

enum class PlanAuthor { person, planner };

// A task that the goal has, or had.
struct KnownTask {
  std::string id;
  TaskKind kind = TaskKind::work;
  std::string title = {};
  std::vector<std::string> scope = {};
  std::vector<std::string> after = {};
  Phase phase = Phase::waiting;  // `landed`, or that of a live one
  bool is_own = false;           // it came of the slice that is planned: the plan may change it
  bool is_above = false;         // it is the plan task itself, or one that this one came of
};

// What the plan is held against.
struct LintContext {
  PlanAuthor author = PlanAuthor::person;
  std::set<std::string> known_ids;           // tasks of the goal that are live or have landed
  std::set<std::string> plan_ids;            // plan tasks of the goal, live or done
  std::vector<KnownTask> tasks;              // the live ones, and of the landed ones the newest
  std::vector<std::string> paths;            // of all files of the target, sorted
  std::size_t tasks_in_goal = 0;             // planned so far, whatever became of them
  std::size_t common_checks = 0;             // of the gate and of the goal: they run for every task
  std::vector<std::string> agents;           // names of the configuration
  std::vector<std::string> protected_paths;  // globs
  bool has_planners = true;                  // whether an agent is named for plans
  bool may_be_empty = false;       // who was woken, or begins a later cycle, may have nothing to add
  std::vector<std::string> slice;  // globs: no task may leave them; empty: everything
  std::size_t depth = 0;           // how many plan tasks are above this plan: 0 for a person's
  LimitsConfig limits;
  PlanConfig sizes;
};

enum class FindingKind {
  wrong,
  over_limit,  // only a limit on the size of plans speaks against it: an agent's plan is then cut
  advice,      // a person may publish it all the same
};

struct Finding {
  std::string where;  // "plan.toml:12", or empty for the plan as a whole
  std::string what;   // "task 'b' comes after 'pasrer', which is no task of this plan or goal"
  std::string hint;   // what to do, or empty
  FindingKind kind = FindingKind::wrong;

  bool operator==(const Finding&) const = default;
};

// All that is wrong: with the whole plan first, then task by task, then with several tasks together. Empty:
// it can be published. What a person may have good reasons for (no acceptance criterion, no new file where a
// path matches nothing, a task like another one, paths in common) is advice to a person, and wrong in an
// agent's plan. Two more rules hold for an agent's plan alone: each task of kind work has a check of its own,
// as those of the gate pass before the work is done as well, and says its minutes.
//
// Spellings are suggested for the first 100 unknown names only, and of cycles, and of pairs of tasks, the
// first 20 are named, as a plan of thousands of wrong tasks would take minutes otherwise. 50 tasks with 10
// patterns each against 50,000 paths take 0.07 s, and 1,000 tasks against 5,000 live ones 2 s.
std::vector<Finding> lint(const std::vector<PlannedTask>& tasks, const PlanChanges& changes,
                          const LintContext& context);
// Of a plan that changes no other task.
std::vector<Finding> lint(const std::vector<PlannedTask>& tasks, const LintContext& context);

// The findings of this kind, and those of all others.
std::vector<Finding> of_kind(const std::vector<Finding>& findings, FindingKind kind);
std::vector<Finding> not_of_kind(const std::vector<Finding>& findings, FindingKind kind);

// "where: what; hint", one finding a line.
std::string describe(const std::vector<Finding>& findings);

// Throws Error(invalid) with describe(findings) unless there are none, advice too.
void require_none(const std::vector<Finding>& findings);

}  // namespace reeve
