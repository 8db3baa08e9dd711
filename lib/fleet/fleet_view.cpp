#include "fleet/fleet_view.h"

#include "base/error.h"
#include "hub/log_note.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

std::optional<git::Oid> branch_tip(const TaskRecord& task, const std::map<std::string, git::Oid>& branches) {
  const auto branch = branch_of(task.state.phase, task.id());
  const auto tip = branch ? branches.find(*branch) : branches.end();
  return tip == branches.end() ? std::nullopt : std::optional(tip->second);
}

}  // namespace

FleetView::FleetView(TaskStore& tasks, GoalStore& goals, std::string goal)
    : store_(tasks), goal_store_(goals), only_goal_(std::move(goal)) {}

void FleetView::refresh() {
  damaged_.clear();
  // Tasks first: one that lands in between is then still seen as ready, and as landed at the next refresh.
  // The other way round it would be neither.
  refresh_tasks();
  refresh_goals();
  first_ = false;
}

void FleetView::refresh_goals() {
  GoalStore::All all = goal_store_.all();
  damaged_.insert(damaged_.end(), all.damaged.begin(), all.damaged.end());
  goals_.clear();
  for (GoalRecord& goal : all.goals) {
    if (!only_goal_.empty() && goal.id() != only_goal_) continue;
    if (goal.target) {
      const auto base = git::Oid::parse(goal.state.spec.base);
      const auto added =
          landed_[goal.id()].update(store_.hub().objects(), *goal.target, base.value_or(goal.goal_commit));
      for (const auto& [task, commit] : added) {
        if (!first_ && on_landed) on_landed(task, commit);
      }
    }
    goals_.emplace(goal.id(), std::move(goal));
  }
}

void FleetView::refresh_tasks() {
  std::map<std::string, git::Oid> branches;
  for (const git::Ref& ref : store_.hub().list(std::string(refs::heads))) branches.emplace(ref.name, ref.id);
  std::map<std::string, TaskRecord> before = std::move(tasks_);
  tasks_.clear();
  for (const git::Ref& ref : store_.hub().list(std::string(refs::task_log_prefix))) {
    const auto id = refs::id_after(refs::task_log_prefix, ref.name);
    if (!id) continue;
    if (auto known = before.extract(*id); !known.empty() && known.mapped().log == ref.id) {
      known.mapped().branch = branch_tip(known.mapped(), branches);
      tasks_.insert(std::move(known));
    } else {
      take_in(*id, ref.id, branches);
    }
  }
}

void FleetView::take_in(const std::string& id, const git::Oid& log,
                        const std::map<std::string, git::Oid>& branches) {
  try {
    TaskRecord task = store_.read(id, log);
    if (!only_goal_.empty() && task.state.spec.goal != only_goal_) return;
    task.branch = branch_tip(task, branches);
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

bool FleetView::has_landed(const std::string& goal, const std::string& task) const {
  const auto index = landed_.find(goal);
  return index != landed_.end() && index->second.contains(task);
}

std::size_t FleetView::landed_count() const {
  std::size_t count = 0;
  for (const auto& [goal, index] : landed_) count += index.all().size();
  return count;
}

}  // namespace reeve
