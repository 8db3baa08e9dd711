// All that the refs tell of a goal's run: the whole log of every task it ever had, live or not. What reports
// of a run are made of, its page, its replay and its figures.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "hub/goal_store.h"

namespace reeve {

struct TaskHistory {
  TaskState state;  // the fold of `log`
  TaskLog log;
  std::optional<git::Oid> landed;  // the commit on the target that it is now; absent: it is none

  const std::string& id() const { return state.spec.id; }
};

// A move of the target by the gate.
struct Push {
  git::Oid commit;                 // what the target was then
  std::vector<std::string> tasks;  // what landed with it, in order

  bool operator==(const Push&) const = default;
};

struct GoalHistory {
  GoalRecord goal;
  GoalLog log;                       // the goal's own
  std::vector<TaskHistory> tasks;    // each once, by the time they were planned, then by id
  std::vector<Push> pushes;          // by commit; without those whose last commit was taken back since
  std::vector<DamagedTask> damaged;  // live ones that cannot be read
  std::size_t untold = 0;  // tasks that landed, and whose log the ledger does not have: it was not fetched,
                           // or its note is damaged
};

// Reads it: about 0.1 ms a task. Of a task that is seen at several places (it landed while this was read, or
// was taken back from the target) the longest log counts. Throws Error(damaged) if the goal's own log cannot
// be read.
GoalHistory history_of(TaskStore& store, const GoalRecord& goal);

}  // namespace reeve
