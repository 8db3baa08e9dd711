// Tasks that ended without landing leave the hub: their logs go into the ledger, into the note on their
// goal's commit.
#pragma once

#include <string>
#include <vector>

#include "hub/goal_store.h"

namespace reeve {

// Files all tasks of a goal that were cancelled, and its plans that are done; returns their ids. A
// task that somebody changes meanwhile is left for later.
std::vector<std::string> archive_ended(TaskStore& store, const GoalRecord& goal);

}  // namespace reeve
