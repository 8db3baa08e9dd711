// post-commit: a commit on a task's branch is progress, and progress renews the lease of a claim.
#pragma once

#include <string>

#include "hub/task_store.h"

namespace reeve::hooks {

enum class Renewal {
  renewed,
  not_due,   // more than half of the lease is left: a rebase of a hundred commits writes one event, not a
             // hundred
  not_ours,  // nobody's claim, or not one by the identity of `tasks`
  lost,      // somebody changed the task meanwhile
};

// Renews the lease of the task's claim by as much as the goal's configuration says. Throws Error where the
// hub, the task or the configuration cannot be read.
Renewal renew_lease(TaskStore& tasks, const std::string& id);

}  // namespace reeve::hooks
