// Whose turn it is to run the fleet of a repository that pushes come to. One process runs it and one more may
// wait, as in a queue with one place. Whoever finds that place taken may go, and no push is forgotten: the
// one who waits looks at the refs only after it has left the place, so later than the push of whoever found
// it taken.
//
// A flag that is set by a push and looked at when the turn is over would do as well while everybody lives.
// But nobody would look at it if the one whose turn it is was killed; here the next one takes over.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>

#include "base/file.h"

namespace reeve::hooks {

// Waits until no other process has the turn, which lasts as long as the lock is held; the kernel gives it
// back however its holder ends. Absent if another process waits already, or if a stop was requested. The
// caller must look at the refs after this has returned, not before. `folder` must be there. Error(io) if it
// cannot be written.
std::optional<FileLock> take_fleet_turn(const std::filesystem::path& folder, const std::stop_token& stop);

}  // namespace reeve::hooks
