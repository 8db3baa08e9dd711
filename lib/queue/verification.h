// Of a line on which changes land before all of it was tested: is its newest place sound, and if not, which
// change broke it.
#pragma once

#include "queue/policy.h"
#include "queue/trees.h"

namespace reeve::queue {

// Adds to the step what finds out.
//
// The newest place is built so often that up to 20 such builds, and an eighth of the slots, run at once. Once
// a place fails, the changes between the newest place that passed and it are built one by one, each on those
// before it, side by side as far as slots go. Who fails as often as a failure takes to be believed, on what
// is known to pass, is the culprit, and is reverted.
//
// Meanwhile all that lands after it is red too, whoever is to blame. So what landed besides is built as well,
// on what passed and without those that are under suspicion or were reverted, and with 32 slots or more all
// that landed since in groups of ten, and each alone of a group that fails: another culprit is then found
// while the first one is still looked for (0.1 % semantic conflicts: a line is red half as long). Such a tree
// is told as changes that have landed, on top of an earlier place; whoever drives the queue merges them anew.
// Pushes of others are in none of these trees: where these pass and the newest place does not, or such a push
// is the first that fails, the line is stopped.
//
// Says in `stopped` why nothing may land: that, or that the line is red for too long, or that there were too
// many reverts within an hour. A place that passes later ends it.
void verify(Trees& trees, const Settings& settings, TimePoint now, Step& step);

// Since when the line is red: the end of the first failed build of a place after `green` that never passed,
// once that place failed `runs` times or a later one failed as well. Zero: it is not known to be red. For the
// driver, who keeps it in State::red_since.
TimePoint red_since(const State& state, int runs);

}  // namespace reeve::queue
