// Random names and backoff. Not for cryptography. Safe from several threads.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"

namespace reeve {

std::string random_base32(std::size_t length);    // letters a-z and digits 2-7
std::uint64_t random_below(std::uint64_t bound);  // 0 … bound-1; 0 for bound 0

// How long to wait before try number `attempt` (0 first): full jitter over an exponential window, i.e.
// uniform in [0, min(cap, base * 2^attempt)]. M. Brooker, "Exponential Backoff and Jitter" (AWS, 2015).
Milliseconds backoff(unsigned attempt, Milliseconds base, Milliseconds cap);

// While it lives, every draw of this process comes from one generator with this seed, so that a run can be
// repeated exactly. For rehearsals and tests alone: the names it makes can be foretold, and a fork would draw
// them again. One at a time; made and destroyed while no other thread draws.
class SeededRandom {
 public:
  explicit SeededRandom(std::uint64_t seed);
  ~SeededRandom();
  SeededRandom(const SeededRandom&) = delete;
  SeededRandom& operator=(const SeededRandom&) = delete;
};

}  // namespace reeve
