// Which ref is what to the gate. Pure.
#pragma once

#include <optional>
#include <string>

#include "hooks/policy.h"

namespace reeve::hooks {

enum class RefKind {
  held,
  task,
  ready,
  failed,
  goal,
  green,
  task_log,
  goal_log,
  receipts,
  ledger,
  outside,
  unknown
};

struct RefRole {
  RefKind kind = RefKind::outside;
  std::string id;   // of the task, the goal or the gate; empty for ledger, outside and unknown
  int attempt = 0;  // for failed
};

// `outside`: none of Reeve's; `unknown`: in its folders, and not a name that Reeve makes.
RefRole role_of(const std::string& ref);

bool is_task_branch(RefKind kind);

// The objection to the name itself: characters that a shell or a terminal takes for something else, a name
// that git refuses, or one that is in the way of Reeve's folders.
std::optional<Objection> objection_to_name(const std::string& ref);

}  // namespace reeve::hooks
