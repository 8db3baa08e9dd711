#include "hooks/fleet_turn.h"

#include "base/clock.h"

namespace reeve::hooks {
namespace {

// Asked for rather than waited for in flock(): that could not be interrupted.
constexpr Milliseconds ask_again{100};

}  // namespace

std::optional<FileLock> take_fleet_turn(const std::filesystem::path& folder, const std::stop_token& stop) {
  const auto place = FileLock::try_acquire(folder / "server-next.lock");
  if (!place) return std::nullopt;
  while (!stop.stop_requested()) {
    if (auto turn = FileLock::try_acquire(folder / "server.lock")) return turn;
    system_clock().sleep(ask_again);
  }
  return std::nullopt;
}

}  // namespace reeve::hooks
