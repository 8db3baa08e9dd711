// Where the line is known to be red, and since when.
#pragma once

#include "queue/queue.h"
#include "queue/trees.h"

namespace reeve::queue {

// Places of the line that are believed to fail: those after the newest that is known to pass, if they failed
// as often together as a failure takes to be believed. A revert or a push of somebody else may have mended
// the line: what failed before it says nothing of it and of what comes after.
struct RedPart {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool is_empty() const { return begin == end; }
  bool contains(std::size_t place) const { return begin <= place && place < end; }
};
RedPart red_part(const Trees& trees, int runs);

// Since when the line is red: the end of the first failed build of a place after `green` that never passed,
// once that place failed `runs` times or a later one failed as well. Zero: it is not known to be red. For the
// driver, who keeps it in State::red_since.
TimePoint red_since(const State& state, int runs);

}  // namespace reeve::queue
