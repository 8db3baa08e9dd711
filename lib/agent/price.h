// What tokens cost.
#pragma once

#include "config/config.h"
#include "task/usage.h"

namespace reeve {

// The cost of the tokens in `usage`, in the currency of the price; a kind of token that is not known counts
// as none. What `usage` itself says about cost is not looked at.
double cost_of(const Usage& usage, const Price& price);

// The same usage with its cost: the one it has, else that of its tokens; unchanged where there is no price,
// or no token is known.
Usage with_cost(Usage usage, const std::optional<Price>& price);

}  // namespace reeve
