#include "fleet/reconcile.h"

#include "base/error.h"
#include "base/process_tree.h"
#include "base/text.h"
#include "work/attempt.h"
#include "work/salvage.h"
#include "workspace/target_files.h"

namespace reeve {

bool Reconciled::empty() const {
  return dispatched.empty() && taken_back.empty() && decided.empty() && mended.empty() && salvaged.empty() &&
         out_of_budget.empty() && problems.empty();
}

// The configuration that a failure's next step is taken by. A goal without one that can be read waits for a
// person.
const Config* Reconciler::config_for(const GoalRecord& goal, Reconciled& result) {
  const git::Oid commit = goal.base();
  if (const auto known = configs_.find(commit); known != configs_.end()) return &known->second;
  try {
    return &configs_.emplace(commit, config_of(store_.hub().objects(), commit)).first->second;
  } catch (const Error& error) {
    result.problems.push_back("goal " + goal.id() + ": " + error.what());
    return nullptr;
  }
}

const Config* Reconciler::known_config(const GoalRecord& goal) const {
  const auto known = configs_.find(goal.base());
  return known == configs_.end() ? nullptr : &known->second;
}

bool Reconciler::predecessors_landed(const TaskRecord& task) const {
  for (const std::string& id : task.state.spec.after) {
    if (!view_.has_landed(task.state.spec.goal, id)) return false;
  }
  return true;
}

// Empty if the claim holds. A process of this machine that is gone, or a forge's job that has ended, need not
// be waited for until the lease is over.
std::string Reconciler::why_gone(const TaskRecord& task) const {
  const auto identity = parse_process_identity(task.state.claim->run);
  if (identity && liveness_of(*identity) == Liveness::gone) return "the worker's process is gone";
  if (!identity && job_has_ended && job_has_ended(task.state.claim->run)) return "the worker's job has ended";
  if (lease_expired(task.state, store_.clock().now())) return "the worker's lease ran out";
  return "";
}

void Reconciler::reconcile_task(TaskRecord& task, const GoalRecord& goal, Reconciled& result) {
  if (!task.branch && store_.mend(task)) result.mended.push_back(task.id());
  switch (task.state.phase) {
    case Phase::waiting:
      if (predecessors_landed(task) && store_.dispatch(task)) result.dispatched.push_back(task.id());
      break;
    case Phase::claimed:
      if (const std::string reason = why_gone(task); !reason.empty()) {
        const Config* config = config_for(goal, result);
        if (config && store_.expire(task, reason, next_step_for(store_, *config)))
          result.taken_back.push_back(task.id());
      }
      break;
    case Phase::failed:
      if (const Config* config = config_for(goal, result)) {
        if (store_.decide(task, next_step_for(store_, *config))) result.decided.push_back(task.id());
      }
      break;
    default:
      break;
  }
}

Reconciled Reconciler::run() {
  Reconciled result;
  WorkspacePool pool(store_.hub().objects(), "work");
  result.salvaged = salvage_all(store_, pool);
  for (auto& [id, task] : view_.tasks()) {
    const auto goal = view_.goals().find(task.state.spec.goal);
    if (goal != view_.goals().end() && goal->second.state.phase == GoalPhase::open) {
      reconcile_task(task, goal->second, result);
    }
  }
  for (auto& [id, goal] : view_.goals()) {
    const Config* config = goal.state.phase == GoalPhase::open ? config_for(goal, result) : nullptr;
    if (config == nullptr) continue;
    const auto stopped = budgets_.enforce(goal, *config, view_.tasks(), view_.ledger());
    result.out_of_budget.insert(result.out_of_budget.end(), stopped.begin(), stopped.end());
  }
  return result;
}

}  // namespace reeve
