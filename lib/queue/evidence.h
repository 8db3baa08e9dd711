// What results say of each candidate that waits, where it may land though others of its tree failed: for
// policies that verify the line after a landing.
#pragma once

#include <vector>

#include "queue/trees.h"

namespace reeve::queue {

struct Evidence {
  bool passed = false;  // in any tree
  // Of how many a failed tree can be at fault, this one among them, where nothing smaller explains the
  // failure; 0: it is no suspect. Those that have passed since are out of it; those that never passed come
  // before those that passed earlier.
  std::size_t suspects = 0;
  int failures = 0;  // of trees with it that never passed and of which nobody was found wanting
};

// By ChangeId. A failure on a place after the newest that is known to pass says nothing while the line is
// red: it is the line's.
std::vector<Evidence> evidence_of(const Trees& trees, int runs);

// The newest place that is known to pass, or the newest where none is.
TreeId newest_known(const Trees& trees);

}  // namespace reeve::queue
