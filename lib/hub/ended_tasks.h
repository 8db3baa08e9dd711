// The tasks of a goal that do not live on the hub any more, as the ledger tells them: the cancelled ones and
// the plans that are done, all of them; the landed ones of the goal's current cycle.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "hub/goal_store.h"

namespace reeve {

// Reads once, and then only what was added. Used by one thread.
class EndedTasks {
 public:
  // As of the goal's target and of this tip of the ledger (absent: there is none). What cannot be read is
  // left out.
  void update(const git::Repository& repository, const GoalRecord& goal,
              const std::optional<git::Oid>& ledger);

  // By id.
  const std::map<std::string, TaskState>& filed() const { return filed_; }
  const std::map<std::string, TaskState>& landed() const { return landed_; }

 private:
  void read_filed(const git::Repository& repository, const GoalRecord& goal, const git::Oid& ledger);
  void read_landed(const git::Repository& repository, const GoalRecord& goal, const git::Oid& ledger);

  std::optional<git::Oid> note_;  // on the goal's commit, a blob
  std::map<std::string, TaskState> filed_;
  int cycle_ = 0;
  std::optional<git::Oid> tip_;
  std::map<std::string, TaskState> landed_;
};

}  // namespace reeve
