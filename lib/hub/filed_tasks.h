// Tasks that have left the hub without landing: cancelled ones, and plans that are done.
#pragma once

#include <string>
#include <vector>

#include "hub/task_store.h"

namespace reeve {

// The state that a log which has left the hub tells; its record has a zero `log` and no branch. Throws
// Error(damaged).
TaskRecord record_of_log(const std::string& log);

// Those of a goal, from the ledger's note on its goal commit, in the order in which they were filed. Damaged
// ones are left out.
std::vector<TaskRecord> filed_tasks(Hub& hub, const git::Oid& goal_commit);

}  // namespace reeve
