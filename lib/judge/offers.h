// Branches that people push to reeve/ready/<name>, without a task: each becomes one that waits for the gate.
#pragma once

#include <string>
#include <vector>

#include "hub/goal_store.h"

namespace reeve {

// A branch that stays where it was pushed, and why.
struct LeftBranch {
  std::string branch;  // "reeve/ready/fix-login"
  std::string reason;
  std::string next;  // what its author can do

  bool operator==(const LeftBranch&) const = default;
};

struct Adopted {
  std::vector<std::string> tasks;  // ids that wait for the gate now
  std::vector<LeftBranch> left;

  bool empty() const { return tasks.empty() && left.empty(); }
};

// Those branches in what a look at the hub showed, which saw refs::heads and refs::task_log_prefix. No log is
// read, so one of a task whose phase has just changed may be among them: adopt_offers() looks again.
std::vector<git::Ref> offered_branches(const RefSnapshot& now);
std::vector<git::Ref> offered_branches(Hub& hub);

// Makes each of them a task of kind work, by agent `me`, in the name of who wrote its commits: of the open
// goal that a trailer Reeve-Goal of one of these names, or else of the only one that is open. A branch that
// was rejected and is pushed again under the same name is the next attempt of its task. What cannot be a task
// is left where it is. Of several that adopt at once, one does; the others find nothing left to do.
Adopted adopt_offers(TaskStore& store, const std::vector<git::Ref>& offers);

}  // namespace reeve
