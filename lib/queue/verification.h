// Of a line on which changes land before all of it was tested: is its newest place sound, and if not, which
// change broke it.
#pragma once

#include "queue/policy.h"
#include "queue/trees.h"

namespace reeve::queue {

// Adds to the step what finds out: builds of the newest place, one in a fifth of a build time; after one that
// failed as often as it may, builds of the changes since `green`, the first of them, side by side, until the
// first one with which they fail is known; and its revert. Changes that were reverted already are left out of
// these trees, so that the next culprit can be found: a tree of landed changes on top of `green`. Says in
// `stopped` why nothing may land: the line is red for too long, the culprit is no candidate, or there were
// too many reverts within an hour.
void verify(Trees& trees, const Settings& settings, TimePoint now, Step& step);

}  // namespace reeve::queue
