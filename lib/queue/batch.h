// One batch at a time, as bors does: all that wait on top of the line's newest, and half of them where that
// fails, until the one that fails alone is found. What `strict` becomes where it has one slot.
#pragma once

#include <memory>

#include "queue/policy.h"
#include "queue/trees.h"

namespace reeve::queue {

std::unique_ptr<Policy> make_batch();
std::unique_ptr<Policy> make_serial();  // batches of one

// The next tree to build when nothing is in flight, with `most` new candidates at most. Absent if there is
// nothing to test.
std::optional<Build> next_batch(Trees& trees, std::size_t most, int runs);

}  // namespace reeve::queue
