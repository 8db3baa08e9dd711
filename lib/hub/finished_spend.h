// What the tasks of a goal have used that do not live on the hub any more: of landed ones out of the trailers
// of their commits, of cancelled ones out of their logs in the ledger.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/goal_store.h"
#include "task/spend.h"

namespace reeve {

// Reads once, and then only what was added. Used by one thread.
class FinishedSpend {
 public:
  // As of the goal's target and of this tip of the ledger (absent: there is none). Valid until the next call.
  const std::vector<TaskSpend>& update(const git::Repository& repository, const GoalRecord& goal,
                                       const std::optional<git::Oid>& ledger);

 private:
  void read_landed(const git::Repository& repository, const GoalRecord& goal);
  void read_filed(const git::Repository& repository, const GoalRecord& goal,
                  const std::optional<git::Oid>& ledger);

  std::optional<git::Oid> tip_;
  std::optional<git::Oid> note_;  // on the goal's commit, a blob
  std::vector<TaskSpend> landed_;
  std::vector<TaskSpend> filed_;
  std::vector<TaskSpend> all_;
};

// All tasks of a goal, those that live (`live`: of this goal alone) and those that do not. What was
// read as live before the goal was, and has landed since, counts once.
std::vector<TaskSpend> spend_of_goal(FinishedSpend& finished, const git::Repository& repository,
                                     const GoalRecord& goal, const std::optional<git::Oid>& ledger,
                                     const std::vector<const TaskState*>& live);

}  // namespace reeve
