#include "fleet/fleet_view.h"

#include "base/error.h"
#include "hub/log_note.h"
#include "judge/offers.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

std::optional<git::Oid> branch_tip(const TaskRecord& task, const RefSnapshot& now) {
  const auto branch = branch_of(task.state.phase, task.id());
  return branch ? now.read(*branch) : std::nullopt;
}

}  // namespace

FleetView::FleetView(TaskStore& tasks, GoalStore& goals, std::string goal)
    : store_(tasks), goal_store_(goals), only_goal_(std::move(goal)) {}

void FleetView::refresh() {
  damaged_.clear();
  // The targets last, so once more: a task that lands in between is then still seen as ready, and as landed
  // at the next refresh. The other way round it would be neither.
  const RefSnapshot now = store_.hub().look({std::string(refs::heads), std::string(refs::task_log_prefix),
                                             std::string(refs::goal_log_prefix),
                                             std::string(refs::goal_prefix), std::string(refs::ledger)});
  ledger_ = now.read(std::string(refs::ledger));
  offers_ = offered_branches(now);
  refresh_tasks(now);
  refresh_goals(now);
  first_ = false;
}

void FleetView::refresh_goals(const RefSnapshot& now) {
  GoalStore::All all = goal_store_.all(now);
  damaged_.insert(damaged_.end(), all.damaged.begin(), all.damaged.end());
  goals_.clear();
  for (GoalRecord& goal : all.goals) {
    if (!only_goal_.empty() && goal.id() != only_goal_) continue;
    if (goal.target) {
      const auto base = git::Oid::parse(goal.state.spec.base);
      LandedIndex& index = landed_.try_emplace(goal.id(), goal.id()).first->second;
      const auto added = index.update(store_.hub().objects(), *goal.target, base.value_or(goal.goal_commit));
      for (const auto& [task, commit] : added) {
        if (!first_ && on_landed) on_landed(task, commit);
      }
    }
    if (goal.state.phase == GoalPhase::open) ended_[goal.id()].update(store_.hub().objects(), goal, ledger_);
    tell_goal_events(goal);
    goals_.emplace(goal.id(), std::move(goal));
  }
}

// A goal's log is short, and its fold is made anew at each look anyway.
void FleetView::tell_goal_events(const GoalRecord& goal) {
  const auto events = decode_goal_log(goal.text).events;
  std::size_t& seen = goal_events_seen_[goal.id()];
  if (!first_ && on_goal_event) {
    for (std::size_t index = seen; index < events.size(); ++index) on_goal_event(goal.state, events[index]);
  }
  seen = events.size();
}

void FleetView::refresh_tasks(const RefSnapshot& now) {
  std::map<std::string, TaskRecord> before = std::move(tasks_);
  tasks_.clear();
  for (const git::Ref& ref : now.list(refs::task_log_prefix)) {
    const auto id = refs::id_after(refs::task_log_prefix, ref.name);
    if (!id) continue;
    if (auto known = before.extract(*id); !known.empty() && known.mapped().log == ref.id) {
      known.mapped().branch = branch_tip(known.mapped(), now);
      tasks_.insert(std::move(known));
    } else {
      take_in(*id, ref.id, now);
    }
  }
}

void FleetView::take_in(const std::string& id, const git::Oid& log, const RefSnapshot& now) {
  try {
    TaskRecord task = store_.read(id, log);
    if (!only_goal_.empty() && task.state.spec.goal != only_goal_) return;
    task.branch = branch_tip(task, now);
    const auto events = decode_task_log(task.text).events;
    std::size_t& seen = events_seen_[id];
    if (!first_ && on_event) {
      for (std::size_t index = seen; index < events.size(); ++index) on_event(task.state, events[index]);
    }
    seen = events.size();
    tasks_.emplace(id, std::move(task));
  } catch (const Error& error) {
    damaged_.push_back({id, refs::task_log(id), error.what()});
  }
}

GoalScene FleetView::scene(const GoalRecord& goal, const Config& config) const {
  GoalScene scene;
  scene.goal = &goal.state;
  scene.config = &config;
  for (const auto& [id, task] : tasks_) {
    if (task.state.spec.goal == goal.id()) scene.live.emplace(id, &task.state);
  }
  if (const auto ended = ended_.find(goal.id()); ended != ended_.end()) {
    for (const auto& [id, task] : ended->second.filed()) scene.filed.emplace(id, &task);
    for (const auto& [id, task] : ended->second.landed()) scene.landed.emplace(id, &task);
  }
  if (const auto landed = landed_.find(goal.id()); landed != landed_.end()) {
    for (const auto& [id, commit] : landed->second.all()) scene.landed_ids.insert(id);
  }
  return scene;
}

std::size_t FleetView::landed_count() const {
  std::size_t count = 0;
  for (const auto& [goal, index] : landed_) count += index.all().size();
  return count;
}

}  // namespace reeve
