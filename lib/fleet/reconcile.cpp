#include "fleet/reconcile.h"

#include <algorithm>

#include "base/error.h"
#include "base/process_tree.h"
#include "base/text.h"
#include "fleet/line_keeper.h"
#include "judge/offers.h"
#include "plan/collisions.h"
#include "plan/cycle.h"
#include "plan/wake.h"
#include "work/attempt.h"
#include "work/salvage.h"
#include "workspace/target_files.h"

namespace reeve {

bool Reconciled::empty() const {
  return dispatched.empty() && taken_back.empty() && decided.empty() && mended.empty() && salvaged.empty() &&
         out_of_budget.empty() && halted.empty() && put_back.empty() && called.empty() && ended.empty() &&
         adopted.empty() && left.empty() && problems.empty();
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

// What waits for nothing but its turn at a hot file waits on.
void Reconciler::dispatch_in_turn(const GoalScene& scene, Fates& fates, const std::vector<TaskRecord*>& tasks,
                                  Reconciled& result) {
  const auto turns = turns_at(scene, hot_files(collisions_of(collision_facts(scene))));
  for (TaskRecord* task : tasks) {
    if (task->state.phase != Phase::waiting || turns.contains(task->id())) continue;
    if (fates.of_predecessors(task->state) == Fate::done && store_.dispatch(*task))
      result.dispatched.push_back(task->id());
  }
}

bool Reconciler::keep_line_of(GoalRecord& goal, const GoalScene& scene, const std::vector<TaskRecord*>& tasks,
                              Reconciled& result) {
  const LineKept kept = keep_line(store_, goal, scene, tasks);
  if (kept.is_halted) result.halted.push_back(goal.id());
  result.called.insert(result.called.end(), kept.called.begin(), kept.called.end());
  result.put_back.insert(result.put_back.end(), kept.put_back.begin(), kept.put_back.end());
  return kept.is_halted;
}

std::vector<TaskRecord*> Reconciler::tasks_of(const GoalRecord& goal) {
  std::vector<TaskRecord*> tasks;
  for (auto& [id, task] : view_.tasks()) {
    if (task.state.spec.goal == goal.id()) tasks.push_back(&task);
  }
  return tasks;
}

// A goal that was paused after its last cycle, and that a person has resumed. Whoever changed the goal
// meanwhile has begun the cycle, or has a reason not to. Where nobody plans but people, they plan what is
// missing before they resume it.
void Reconciler::begin_cycle(GoalRecord& goal, const Config& config, Reconciled& result) {
  const std::string tip = goal.target.value_or(goal.goal_commit).hex();
  const NextCycle next = next_cycle(goal.state, tip, store_.clock().now(), store_.who());
  CallUpdates root;
  if (!config.roles.planner.empty()) root = updates_of_calls(store_, goal, {next.root});
  root.events.insert(root.events.begin(), next.started);
  if (GoalStore(store_).append(goal, root.events, root.updates))
    result.called.insert(result.called.end(), root.ids.begin(), root.ids.end());
}

// A listing of refs is no moment in time: the goal's log may have been read after somebody called a planner,
// and the tasks before. Who then called one as well would call two.
bool Reconciler::sees_all_that_were_called(const GoalState& goal, const GoalScene& scene) const {
  return std::ranges::all_of(goal.woken, [&](const std::string& id) {
    return scene.live.contains(id) || scene.filed.contains(id) ||
           std::ranges::count(view_.damaged(), id, &DamagedTask::id) > 0;
  });
}

void Reconciler::call_planners_and_judge(GoalRecord& goal, const GoalScene& scene, Reconciled& result) {
  if (!sees_all_that_were_called(goal.state, scene)) return;
  if (has_to_begin_a_cycle(goal.state)) return begin_cycle(goal, *scene.config, result);
  std::vector<Call> calls = wakes_of(scene);
  if (calls.empty()) {
    if (auto call = judge_call(scene, store_.clock().now())) calls.push_back(std::move(*call));
  }
  if (calls.empty()) return;
  const std::vector<std::string> called = publish_calls(store_, goal, calls);
  result.called.insert(result.called.end(), called.begin(), called.end());
}

void Reconciler::reconcile_goal(GoalRecord& goal, Reconciled& result) {
  const Config* config = config_for(goal, result);
  const Config none;
  GoalScene scene = view_.scene(goal, config == nullptr ? none : *config);
  Fates fates(scene);
  const std::vector<TaskRecord*> tasks = tasks_of(goal);
  for (TaskRecord* task : tasks) reconcile_task(*task, goal, result);
  dispatch_in_turn(scene, fates, tasks, result);
  if (config == nullptr) return;
  if (keep_line_of(goal, scene, tasks, result)) return;  // the scene knows nothing of whom that has called
  const auto stopped = budgets_.enforce(goal, *config, view_.tasks(), view_.ledger());
  result.out_of_budget.insert(result.out_of_budget.end(), stopped.begin(), stopped.end());
  if (!is_spent(goal.id())) call_planners_and_judge(goal, scene, result);
}

// What is left when a goal is reached: the judge did not need it. What a worker still has, it gives back.
void Reconciler::end_tasks_of(const GoalRecord& goal, Reconciled& result) {
  for (TaskRecord* task : tasks_of(goal)) {
    const bool is_worked_on = task->state.phase == Phase::claimed && why_gone(*task).empty();
    if (task->state.finished() || is_worked_on) continue;
    if (store_.cancel(*task, "the goal is reached without it")) result.ended.push_back(task->id());
  }
}

void Reconciler::take_in_offers(Reconciled& result) {
  Adopted adopted = adopt_offers(store_, view_.offers());
  result.adopted = std::move(adopted.tasks);
  if (!result.adopted.empty()) view_.refresh();  // or a fleet that has nothing else to do would end here
  for (const LeftBranch& left : adopted.left)
    result.left.push_back(left.branch + " waits: " + left.reason + "; " + left.next);
}

Reconciled Reconciler::run() {
  Reconciled result;
  WorkspacePool pool(store_.hub().objects(), "work");
  result.salvaged = salvage_all(store_, pool);
  take_in_offers(result);
  for (auto& [id, goal] : view_.goals()) {
    if (goal.state.phase == GoalPhase::open) reconcile_goal(goal, result);
    if (goal.state.phase == GoalPhase::achieved) end_tasks_of(goal, result);
  }
  return result;
}

}  // namespace reeve
