// Landing a tested chain: target, green, ledger and the tasks' refs in one transaction.
#pragma once

#include <string>
#include <vector>

#include "judge/chain.h"
#include "judge/receipt_book.h"

namespace reeve {

// False if anything moved meanwhile (the target, a task that was held or cancelled): nothing has changed
// then. `receipts` holds what was run on the chain's tip.
bool land(TaskStore& store, const GoalRecord& goal, const Config& config, const Chain& chain,
          const std::vector<Receipt>& receipts);

}  // namespace reeve
