#include "hub/patience.h"

#include "base/error.h"
#include "base/random.h"

namespace reeve {

Patience::Patience(Milliseconds limit, Milliseconds shortest, Milliseconds longest)
    : deadline_(std::chrono::steady_clock::now() + limit), shortest_(shortest), longest_(longest) {}

bool Patience::wait() {
  if (std::chrono::steady_clock::now() > deadline_) return false;
  system_clock().sleep(Milliseconds{1} + backoff(tries_++, shortest_, longest_));
  return true;
}

FileLock acquire(const std::filesystem::path& path, const std::string& what, Patience& patience) {
  for (;;) {
    if (auto lock = FileLock::try_acquire(path)) return std::move(*lock);
    if (patience.wait()) continue;
    throw Error(ErrorKind::hub_unreachable,
                "another process has kept " + what + " locked for too long (" + path.string() + ")",
                "look for a git process that hangs in this repository");
  }
}

}  // namespace reeve
