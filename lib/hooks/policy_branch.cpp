#include "hooks/policy_branch.h"

#include <fmt/format.h>

#include "hub/task_store.h"
#include "task/ref_names.h"

namespace reeve::hooks {

namespace {

Objection branch_objection(const std::string& what, const std::string& next) {
  return {Rule::branch, what, next};
}

const std::string leave_it =
    "leave the branches of tasks to git-reeve: 'git reeve explain ID' says what follows";

bool is(const git::Oid& tip, const std::string& hex) {
  return tip.hex() == hex;
}

// Work is kept until the task has left; another attempt's place is not taken.
std::optional<Objection> objection_to_kept_work(const BranchChange& change, const TaskView& task) {
  if (change.move == Move::deletion) {
    if (!task.after) return std::nullopt;
    return branch_objection("the work of failed attempts is kept as long as the task lives",
                            "delete it when the task has landed or is cancelled");
  }
  if (task.after && change.role.attempt > static_cast<int>(task.after->attempts.size()))
    return branch_objection(fmt::format("the task has no attempt {}", change.role.attempt), leave_it);
  if (change.move != Move::elsewhere || (task.after && task.log_moves)) return std::nullopt;
  return branch_objection("it would replace the work that is kept there", "push it under another name");
}

// A person's own branch, which waits for the gate to make a task of it.
bool is_offer(const BranchChange& change, const TaskView& task) {
  return change.role.kind == RefKind::ready && !task.before && !task.after;
}

std::optional<Objection> objection_to_offer(const TaskView& task) {
  if (task.is_goal_open) return std::nullopt;
  return branch_objection("no goal is open, so nobody would land it",
                          "open one first: git reeve goal new 'What people change' --target BRANCH");
}

std::optional<Objection> objection_to_deletion(const BranchChange& change, const TaskView& task) {
  if (!task.after || branch_of(task.after->phase, change.role.id) != change.ref) return std::nullopt;
  return branch_objection(fmt::format("the task is {}, and this is its branch", name_of(task.after->phase)),
                          "to end the task: git reeve task cancel " + change.role.id);
}

// Under the id of its task, by who saw it rejected. The task itself does not move yet.
bool is_pushed_again(const BranchChange& change, const TaskView& task) {
  return change.role.kind == RefKind::ready && task.after->phase == Phase::held &&
         !task.after->spec.pushed_as.empty() && !task.log_moves;
}

bool may_be_tip(const BranchChange& change, const TaskView& task) {
  const TaskState& state = *task.after;
  if (state.phase == Phase::ready) return is(change.tip, state.submitted);
  if (change.tip == task.task_commit || is(change.tip, state.work)) return true;
  return task.log_moves ? change.tip == task.branch
                        : change.move == Move::forward && state.phase == Phase::claimed;
}

Objection wrong_tip(const TaskState& state) {
  if (state.phase == Phase::ready)
    return branch_objection("it is not the commit that was submitted", "submit it through its worker");
  if (state.phase == Phase::claimed)
    return branch_objection("a worker's branch moves forward, or to the commit that the log names", leave_it);
  return branch_objection(
      fmt::format("the task is {}: its branch does not move without its log", name_of(state.phase)),
      leave_it);
}

}  // namespace

std::optional<Objection> objection_to_branch(const BranchChange& change, const TaskView& task) {
  if (change.role.kind == RefKind::failed) return objection_to_kept_work(change, task);
  if (change.move == Move::deletion) return objection_to_deletion(change, task);
  if (is_offer(change, task)) return objection_to_offer(task);
  if (!task.after)
    return branch_objection("there is no log of a task " + change.role.id,
                            "publish the task: git reeve task add, or git reeve plan");
  const auto branch = branch_of(task.after->phase, change.role.id);
  if (branch != change.ref && is_pushed_again(change, task)) return std::nullopt;
  if (branch != change.ref)
    return branch_objection(fmt::format("the log says that the task is {}{}", name_of(task.after->phase),
                                        branch ? ", so its branch is " + refs::short_name(*branch) : ""),
                            leave_it);
  if (!may_be_tip(change, task)) return wrong_tip(*task.after);
  return std::nullopt;
}

}  // namespace reeve::hooks
