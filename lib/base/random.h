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

}  // namespace reeve
