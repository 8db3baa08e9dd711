// How large groups are and how far ahead is built, from what was seen so far.
#pragma once

#include "queue/policy.h"

namespace reeve::queue {

struct Sizes {
  std::size_t group = 1;   // candidates that are tested together for the first time
  std::size_t joined = 1;  // candidates that have passed, of one build of the chain
  std::size_t wary = 1;    // the same while one that failed is still felt
  bool is_direct = false;  // failures are so rare that groups go into the chain without a test before
  Milliseconds gather{0};  // for which a group that is not full waits for more
  Milliseconds pace{0};    // between two builds of the chain
};

Sizes sizes_for(const State& state, const Settings& settings, TimePoint now);

}  // namespace reeve::queue
