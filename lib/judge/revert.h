// Taking back a change that landed and turned out to be bad: the inverse of its commit on the target's tip.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/goal_store.h"

namespace reeve {

// What a task's text says against being reverted by itself, `Reeve-No-Revert: reason` on a line of its own;
// absent: nothing.
std::optional<std::string> no_revert_reason(const std::string& text);

struct Revert {
  std::string task;
  int attempt = 0;
  git::Oid landed;  // its commit on the target
  git::Oid commit;  // takes it back, on top of the tip
};

struct RevertResult {
  std::optional<Revert> revert;
  std::string problem;  // for people, if there is none
};

// Merges in memory: writes objects, moves no ref. `landed` is the commit of a task on the first parents of
// `tip`; `reason` says why it goes.
RevertResult make_revert(TaskStore& store, const GoalRecord& goal, const git::Oid& landed,
                         const git::Oid& tip, const std::string& reason);

// Moves the target, writes the ledger and brings the task back to the hub, with the failure, in one
// transaction. `base` is what the task is cut from. False if anything moved meanwhile: nothing has changed.
bool apply_revert(TaskStore& store, const GoalRecord& goal, const Revert& revert, const git::Oid& tip,
                  const git::Oid& base, Failure failure, const TaskStore::NextStep& next);

}  // namespace reeve
