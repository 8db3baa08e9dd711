// A task's branches follow its log. Pure: what the logs and the refs say in, an objection out.
#pragma once

#include <optional>

#include "git/oid.h"
#include "hooks/policy.h"
#include "hooks/policy_names.h"
#include "task/fold.h"

namespace reeve::hooks {

// A task as the push finds it and as it leaves it. No state: there is no log.
struct TaskView {
  std::optional<TaskState> before;
  std::optional<TaskState> after;
  git::Oid task_commit;            // of the log that there is; zero without one
  std::optional<git::Oid> branch;  // before the push: tip of the branch that the phase named
  bool log_moves = false;          // in this push
  bool is_goal_open = false;       // any: a branch without a log can join its queue
};

enum class Move { creation, forward, elsewhere, deletion };

struct BranchChange {
  std::string ref;
  RefRole role;
  Move move = Move::creation;
  git::Oid tip;  // afterwards; zero for a deletion
};

std::optional<Objection> objection_to_branch(const BranchChange& change, const TaskView& task);

}  // namespace reeve::hooks
