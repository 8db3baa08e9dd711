// Landing a tested chain: target, green, ledger and the tasks' refs in one transaction.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "hub/ledger_totals.h"
#include "hub/verdict.h"
#include "judge/chain.h"
#include "judge/receipt_book.h"

namespace reeve {

// What is said, and signed where there is a key, of the target's move from `base` to `commit`.
SignedVerdict verdict_on(Hub& hub, const GoalRecord& goal, const git::Oid& base, const git::Oid& commit,
                         const std::vector<std::string>& tasks, const std::vector<Receipt>& receipts);

// False if anything moved meanwhile (the target, a task that was held or cancelled): nothing has changed
// then. `receipts` holds what was run on the chain's tip. Sums that `totals` says are due go with it.
bool land(TaskStore& store, const GoalRecord& goal, const Config& config, const Chain& chain,
          const std::vector<Receipt>& receipts, LedgerTotals& totals);

}  // namespace reeve
