// The refs of tasks in a push: their logs, and the branches that follow them.
#pragma once

#include <optional>
#include <string>

#include "hooks/policy_names.h"
#include "hooks/server_view.h"

namespace reeve::hooks {

// Both throw Error(damaged) for a log that cannot be read.
std::optional<Objection> objection_to_log_of_task(const GateView& view, const git::RefUpdate& update,
                                                  const std::string& id);
std::optional<Objection> objection_to_branch_of_task(const GateView& view, const git::RefUpdate& update,
                                                     const RefRole& role);

}  // namespace reeve::hooks
