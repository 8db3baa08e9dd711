// Whether a push may write the receipts that gates tell each other.
#pragma once

#include <optional>

#include "git/ref_transaction.h"
#include "git/repository.h"
#include "hooks/policy.h"
#include "hooks/server_policy.h"

namespace reeve::hooks {

// Each note that is new or changed has receipts for the tree that it is on and, where the policy has allowed
// signers, is signed by one of them. Notes may go, and so may the whole ref: a receipt that is missing costs
// a run.
std::optional<Objection> objection_to_receipts(const git::Repository& repository, const ServerPolicy& policy,
                                               const git::RefUpdate& update);

}  // namespace reeve::hooks
