// The checks of a chain's tip.
#pragma once

#include "judge/chain.h"
#include "workspace/check_choice.h"

namespace reeve {

// Those of the gate whose paths change from the chain's base to its tip, and those of its tasks.
ChosenChecks checks_of(const git::Repository& repository, const GateConfig& gate, const Chain& chain);

}  // namespace reeve
