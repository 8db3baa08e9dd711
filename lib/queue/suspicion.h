// What failed trees say of the candidates that wait.
#pragma once

#include <vector>

#include "queue/trees.h"

namespace reeve::queue {

// Of each waiting candidate, by its ChangeId: how many at most the next tree with it should have on top, so
// that a failure is narrowed down: half of the smallest tree with it that failed and never passed. Far more
// than anybody waits where there is none. A failed tree says nothing of the others once one of its candidates
// has left the queue without landing.
std::vector<std::size_t> narrowed(const Trees& trees);

// How many of so many suspects the next tree should have: a few are tested one by one, since each of them is
// then told apart in one build time, which is what the good ones wait for.
std::size_t narrower(std::size_t suspects);

// Whether this candidate could not be merged on top of something that this tree still has: it would meet the
// same conflict again.
bool would_conflict(const Trees& trees, TreeId tree, ChangeId candidate);

// Whether it could not be merged on top of this very tree.
bool is_unmerged_on(const Trees& trees, TreeId tree, ChangeId candidate);

}  // namespace reeve::queue
