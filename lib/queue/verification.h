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
// on what passed and without those that are under suspicion or were reverted; and once the line is known to
// be red, each change with all that it shares something with and met on the line for the first time
// (meetings.h), and where that fails with each of these in turn. So all culprits are found within two build
// times, however many there are. Such a tree is told as changes that have landed, on top of an earlier place;
// whoever drives the queue merges them anew.
// Pushes of others are in none of these trees: where these pass and the newest place does not, or such a push
// is the first that fails, the line is stopped.
//
// Says in `stopped` why nothing may land: that, or that the line is red for too long, or that there were too
// many reverts within an hour. A place that passes later ends it.
//
// Gives what is known of the newest place by then.
enum class Tip {
  open,  // nothing speaks against it that has not been mended
  red,   // it failed, or somebody who has landed is under suspicion
};
Tip verify(Trees& trees, const Settings& settings, TimePoint now, Step& step);

}  // namespace reeve::queue
