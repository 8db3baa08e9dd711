// Work that a killed worker left in a workspace: nobody pushed it, so it is kept before anything is deleted.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "hub/task_store.h"
#include "workspace/workspace_pool.h"

namespace reeve {

// If the workspace holds unpushed work, commits it under reeve/failed/<task>/<attempt>. Clears the
// workspace's note. Returns the ref, or empty if there was nothing to keep, or nothing that may be: work with
// a secret of the goal's agents in it (workspace/secret_rules.h), as far as this process knows them.
std::string salvage(TaskStore& store, Workspace& workspace);

// All abandoned workspaces of a pool; returns the refs written. One whose work cannot be stored is left as it
// is.
std::vector<std::string> salvage_all(TaskStore& store, WorkspacePool& pool);

}  // namespace reeve
