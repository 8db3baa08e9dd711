#include "fleet/budget_keeper.h"

#include <algorithm>

#include "task/ref_names.h"
#include "work/budget.h"

namespace reeve {

namespace {

using Reasons = std::map<std::string, std::string>;  // by task

// Each subtree is added up once, and not for each of its tasks.
Reasons reasons_to_hold(const std::vector<TaskSpend>& tasks, const LimitsConfig& limits) {
  Reasons reasons;
  for (const TaskSpend& task : tasks) {
    if (const auto reason = used_up(budget_of_task(task, limits))) reasons.emplace(task.task, *reason);
  }
  if (limits.subtree == Budget()) return reasons;
  std::set<std::string> roots;
  for (const TaskSpend& task : tasks) {
    if (!task.parent.empty()) roots.insert(task.parent);
  }
  for (const std::string& root : roots) {
    const auto reason = used_up(budget_of_subtree(root, tasks, limits));
    if (!reason) continue;
    for (const TaskSpend& task : subtree_of(tasks, root))
      reasons.emplace(task.task, *reason + " by what came of " + root);
  }
  return reasons;
}

std::vector<TaskRecord*> tasks_of(const GoalRecord& goal, std::map<std::string, TaskRecord>& all) {
  std::vector<TaskRecord*> tasks;
  for (auto& [id, task] : all) {
    if (task.state.spec.goal == goal.id()) tasks.push_back(&task);
  }
  return tasks;
}

std::vector<const TaskState*> states_of(const std::vector<TaskRecord*>& tasks) {
  std::vector<const TaskState*> states;
  for (const TaskRecord* task : tasks) states.push_back(&task->state);
  return states;
}

bool is_paid_for(const TaskRecord* task) {
  return task->state.phase == Phase::claimed || task->state.phase == Phase::ready;
}

}  // namespace

std::vector<std::string> BudgetKeeper::enforce(GoalRecord& goal, const Config& config,
                                               std::map<std::string, TaskRecord>& all,
                                               const std::optional<git::Oid>& ledger) {
  Config newest = config;
  take_newest_budgets(newest, store_.hub().objects(), goal);
  const std::vector<TaskRecord*> live = tasks_of(goal, all);
  const auto tasks =
      spend_of_goal(finished_[goal.id()], store_.hub().objects(), goal, ledger, states_of(live));
  std::vector<std::string> stopped;
  const Reasons reasons = reasons_to_hold(tasks, newest.limits);
  for (TaskRecord* task : live) {
    const auto reason = reasons.find(task->id());
    if (reason == reasons.end() || task->state.phase != Phase::open) continue;
    if (store_.hold(*task, "budget: " + reason->second)) stopped.push_back(task->id());
  }
  spent_.erase(goal.id());
  const auto reason = used_up(budget_of_goal(goal.id(), tasks, newest.limits));
  if (!reason) return stopped;
  spent_.insert(goal.id());
  if (std::any_of(live.begin(), live.end(), is_paid_for)) return stopped;
  if (GoalStore(store_).append(goal, EventType::paused, "budget: " + *reason)) stopped.push_back(goal.id());
  return stopped;
}

std::optional<std::string> budget_objection(TaskStore& store, const GoalRecord& goal, Config config) {
  take_newest_budgets(config, store.hub().objects(), goal);
  const Fleet fleet = store.fleet(goal.id());
  std::vector<const TaskState*> live;
  for (const TaskRecord& task : fleet.tasks) live.push_back(&task.state);
  FinishedSpend finished;
  const auto ledger = store.hub().read(std::string(refs::ledger));
  const auto tasks = spend_of_goal(finished, store.hub().objects(), goal, ledger, live);
  return used_up(budget_of_goal(goal.id(), tasks, config.limits));
}

}  // namespace reeve
