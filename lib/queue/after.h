// Policies by which a change lands before the line's newest with it was tested; that is verified after.
#pragma once

#include <memory>

#include "queue/policy.h"

namespace reeve::queue {

std::unique_ptr<Policy> make_lanes();

// Lands what passed anywhere. Where changes that passed break the line together, a thousand candidates an
// hour keep it red for ever: each such pair takes three build times until it is taken back, and the next one
// has landed by then. So while the line is red or such pairs are known of (History::clash_share), candidates
// land as in `lanes`, what passed on its branch as well, and nothing new is tested until the culprits are
// known.
std::unique_ptr<Policy> make_optimistic();

}  // namespace reeve::queue
