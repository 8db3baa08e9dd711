// Stops what has used up its budget: holds tasks and pauses goals, with the reason. Workers decide for
// themselves that they cannot start (work/budget.h); this is how people learn of it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/config.h"
#include "hub/finished_spend.h"

namespace reeve {

// Used by one thread.
class BudgetKeeper {
 public:
  explicit BudgetKeeper(TaskStore& tasks) : store_(tasks) {}

  // Holds open tasks whose own budget, or whose subtree's, is used up. Pauses an open goal whose budget is,
  // as soon as nothing of it runs or waits for the gate: what was paid for lands first. `tasks` may hold
  // those of other goals; records are brought up to date. `ledger` is its tip; absent: there is none. Returns
  // the ids of what was stopped.
  std::vector<std::string> enforce(GoalRecord& goal, const Config& config,
                                   std::map<std::string, TaskRecord>& tasks,
                                   const std::optional<git::Oid>& ledger);

  // Whether the goal's budget was used up at the last look.
  bool is_spent(const std::string& goal) const { return spent_.contains(goal); }

 private:
  TaskStore& store_;
  std::map<std::string, FinishedSpend> finished_;  // by goal
  std::set<std::string> spent_;
};

// Why a goal that is opened again would be paused at once: its budget is used up. Absent if it would not.
// Reads the hub.
std::optional<std::string> budget_objection(TaskStore& store, const GoalRecord& goal, Config config);

}  // namespace reeve
