#include "hooks/lease.h"

#include "hub/goal_store.h"
#include "workspace/target_files.h"

namespace reeve::hooks {
namespace {

Milliseconds lease_for(TaskStore& tasks, const TaskRecord& task) {
  const auto goal = GoalStore(tasks).find(task.state.spec.goal);
  return goal ? config_of(tasks.hub().objects(), goal->base()).limits.lease : LimitsConfig{}.lease;
}

}  // namespace

Renewal renew_lease(TaskStore& tasks, const std::string& id) {
  auto task = tasks.find(id);
  if (!task || !task->state.claim || task->state.claim->by != tasks.who()) return Renewal::not_ours;
  const Milliseconds lease = lease_for(tasks, *task);
  if (task->state.claim->lease_until - tasks.clock().now() > lease / 2) return Renewal::not_due;
  return tasks.renew(*task, lease) ? Renewal::renewed : Renewal::lost;
}

}  // namespace reeve::hooks
