// All live tasks and goals of a hub, kept up to date by reading only the logs whose ref has moved: a look at
// 1,000 tasks of which 20 changed costs a listing of refs and 20 logs.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fleet/landed_index.h"
#include "hub/ended_tasks.h"
#include "hub/goal_store.h"
#include "plan/goal_scene.h"

namespace reeve {

class FleetView {
 public:
  // `goal`: only this one's tasks; empty: all.
  FleetView(TaskStore& tasks, GoalStore& goals, std::string goal);

  // Called by refresh() for each event that was appended to a task's log since the last one, in the log's
  // order. Not for what the logs held at the first refresh.
  std::function<void(const TaskState&, const Event&)> on_event;
  // The same for the logs of goals.
  std::function<void(const GoalState&, const Event&)> on_goal_event;
  // Called for each task that landed since the last refresh.
  std::function<void(const std::string& task, const git::Oid& commit)> on_landed;

  void refresh();

  const std::map<std::string, TaskRecord>& tasks() const { return tasks_; }
  std::map<std::string, TaskRecord>& tasks() { return tasks_; }
  const std::vector<DamagedTask>& damaged() const { return damaged_; }
  const std::map<std::string, GoalRecord>& goals() const { return goals_; }
  std::map<std::string, GoalRecord>& goals() { return goals_; }
  // Branches that people pushed to be landed (judge/offers.h).
  const std::vector<git::Ref>& offers() const { return offers_; }
  // The ledger's tip; absent: there is none.
  const std::optional<git::Oid>& ledger() const { return ledger_; }
  std::size_t landed_count() const;
  // All that is known of an open goal's tasks. Valid until the next refresh; `config` must outlive it.
  GoalScene scene(const GoalRecord& goal, const Config& config) const;

 private:
  void refresh_goals(const RefSnapshot& now);
  void tell_goal_events(const GoalRecord& goal);
  void refresh_tasks(const RefSnapshot& now);
  void take_in(const std::string& id, const git::Oid& log, const RefSnapshot& now);

  TaskStore& store_;
  GoalStore& goal_store_;
  std::string only_goal_;
  bool first_ = true;
  std::map<std::string, TaskRecord> tasks_;
  std::map<std::string, std::size_t> events_seen_;       // by task
  std::map<std::string, std::size_t> goal_events_seen_;  // by goal
  std::vector<DamagedTask> damaged_;
  std::vector<git::Ref> offers_;
  std::map<std::string, GoalRecord> goals_;
  std::map<std::string, LandedIndex> landed_;
  std::map<std::string, EndedTasks> ended_;  // of open goals
  std::optional<git::Oid> ledger_;
};

}  // namespace reeve
