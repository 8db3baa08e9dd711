// Waiting for something that somebody else holds, or that does not answer: a little longer each time, up to a
// limit.
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.h"
#include "base/file.h"

namespace reeve {

// Between tries at a hub that is another repository.
constexpr Milliseconds shortest_pause_of_remote{50};
constexpr Milliseconds longest_pause_of_remote{5'000};

class Patience {
 public:
  // The first wait is at most `shortest`, each later one at most twice as long as the one before, up to
  // `longest`; each is a random part of that.
  Patience(Milliseconds limit, Milliseconds shortest, Milliseconds longest);

  // False, without waiting, when the limit is over.
  bool wait();

 private:
  std::chrono::steady_clock::time_point deadline_;
  Milliseconds shortest_;
  Milliseconds longest_;
  unsigned tries_ = 0;
};

// The lock on a file. Throws Error(hub_unreachable) if others keep it for longer than the patience; `what`
// says what they keep.
FileLock acquire(const std::filesystem::path& path, const std::string& what, Patience& patience);

}  // namespace reeve
