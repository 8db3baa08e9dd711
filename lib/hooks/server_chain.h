// The commits that a push adds to a ref of notes, which is a line of commits that only grows.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "hooks/policy.h"
#include "hooks/server_limits.h"
#include "hooks/server_reader.h"

namespace reeve::hooks {

// The new commits, oldest first; the objection if the old tip is not reached by first and only parents within
// limits.log_steps. The new tip must be a commit.
std::variant<std::vector<git::Oid>, Objection> new_steps(const PushReader& reader,
                                                         const git::RefUpdate& update,
                                                         const ServerLimits& limits);

// The objection to a log's new commits: each holds one note, on the same commit as those before it, whose
// text begins with the text before it.
std::optional<Objection> objection_to_steps(const PushReader& reader, const git::RefUpdate& update,
                                            const ServerLimits& limits);

}  // namespace reeve::hooks
