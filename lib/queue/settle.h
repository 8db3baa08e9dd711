// What every policy does before it starts anything: what follows from the builds that have ended.
#pragma once

#include "queue/policy.h"
#include "queue/trees.h"

namespace reeve::queue {

// Lands, rejects and blocks what may be, and moves `green` up to the newest place that is known to pass.
Step settle(const Trees& trees, Rule rule, const Settings& settings);

// Whether a step changes what the next one follows from, so that it should start nothing.
bool changes_the_queue(const Step& step);

}  // namespace reeve::queue
