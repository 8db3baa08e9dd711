// A landing is one transaction, but the disk of a remote hub knows nothing of it: a server that is killed in
// the middle has moved the target and not yet taken the task off the hub. Such a task waits for the gate with
// work that changes nothing any more.
#pragma once

#include <optional>

#include "hub/goal_store.h"

namespace reeve {

// The commit of the target by which this very attempt has landed; absent if it has not.
std::optional<git::Oid> landed_already(TaskStore& store, const GoalRecord& goal, const TaskRecord& task);

// Writes what the ledger lacks and takes the task off the hub. False if something moved meanwhile: nothing
// has changed then.
bool finish_landing(TaskStore& store, const TaskRecord& task, const git::Oid& commit);

}  // namespace reeve
