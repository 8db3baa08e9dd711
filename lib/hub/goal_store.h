// The life of a goal on the hub.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/task_store.h"
#include "task/goal.h"

namespace reeve {

// Where the goal's target stood when it was opened; the goal's own commit where its log names none.
git::Oid base_of(const GoalState& goal, const git::Oid& goal_commit);

struct GoalRecord {
  GoalState state;
  git::Oid log;
  git::Oid goal_commit;
  std::string text;
  std::optional<git::Oid> target;  // tip of the branch that receives landings; absent if it is missing
  std::optional<git::Oid> green;   // newest commit of it whose checks passed

  const std::string& id() const { return state.spec.id; }
  // What tasks are cut from: green, or the target where nothing is green yet, or the goal commit.
  git::Oid base() const { return green.value_or(target.value_or(goal_commit)); }
};

class GoalStore {
 public:
  // Shares the hub, the clock and the identity of `tasks`.
  explicit GoalStore(TaskStore& tasks) : tasks_(tasks), hub_(tasks.hub()) {}

  // Opens a goal on top of `base`; spec.target empty: the goal's own branch. False if the id is taken or the
  // target moved meanwhile.
  bool open(GoalSpec spec, const git::Oid& base);

  std::optional<GoalRecord> find(const std::string& id);
  // Sorted by the time they were opened. A damaged log is left out of `goals` and named in `damaged`.
  struct All {
    std::vector<GoalRecord> goals;
    std::vector<DamagedTask> damaged;
  };
  All all();
  // The same out of a look at the hub that saw refs::goal_log_prefix, goal_prefix and green_prefix. Targets
  // elsewhere are read now.
  All all(const RefSnapshot& now);

  // Appends `achieved`, `stopped`, `paused`, `resumed` or `delivered`. False if somebody else changed the
  // goal.
  bool append(GoalRecord& goal, EventType type, const std::string& reason);
  // Appends an event that carries more: `cycle_started` with its cycle, `judged` with its verdict.
  bool append(GoalRecord& goal, const Event& event);
  // Several events and other changes, all in one transaction.
  bool append(GoalRecord& goal, const std::vector<Event>& events, const std::vector<git::RefUpdate>& others);
  // What appending them changes, for a transaction of somebody else: the log, against what was read.
  git::RefUpdate appended(const GoalRecord& goal, const std::vector<Event>& events);

 private:
  GoalRecord read(const std::string& id, const git::Oid& log, const RefSnapshot& now);

  TaskStore& tasks_;
  Hub& hub_;
};

}  // namespace reeve
