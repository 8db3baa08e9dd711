// Whether a push may move the target of an open goal.
#pragma once

#include <optional>
#include <string>

#include "hooks/policy.h"
#include "hooks/server_ledger.h"
#include "hooks/server_policy.h"
#include "hooks/server_reader.h"

namespace reeve::hooks {

// Forward, by commits that each land one task of the goal, with a passing verdict for exactly the new tip in
// the ledger's note on it, signed by a principal of the policy's allowed_signers if there are any. `now`: the
// server's clock.
std::optional<Objection> objection_to_landing(const PushReader& reader, const ServerPolicy& policy,
                                              const LedgerChange& ledger, const GoalView& goal,
                                              const git::RefUpdate& update, TimePoint now);

}  // namespace reeve::hooks
