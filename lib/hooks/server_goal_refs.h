// The refs of goals in a push: their logs, their own branches, green, and the targets of the open ones.
#pragma once

#include <optional>
#include <string>

#include "hooks/server_view.h"

namespace reeve::hooks {

// Whether landings of a goal that is not finished go there, as the server has it.
bool is_target_of_open_goal(const GateView& view, const std::string& ref);

// The following throw Error(damaged) for a log that cannot be read.
std::optional<Objection> objection_to_target(const GateView& view, const git::RefUpdate& update);
std::optional<Objection> objection_to_log_of_goal(const GateView& view, const git::RefUpdate& update,
                                                  const std::string& id);
std::optional<Objection> objection_to_branch_of_goal(const GateView& view, const git::RefUpdate& update,
                                                     const std::string& id);
std::optional<Objection> objection_to_green(const GateView& view, const git::RefUpdate& update,
                                            const std::string& id);

}  // namespace reeve::hooks
