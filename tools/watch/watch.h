// `git reeve status --watch`: a live screen of the fleet.
#pragma once

#include <optional>
#include <string>

#include "tools/command.h"

namespace reeve::cli {

struct WatchRequest {
  std::optional<std::string> goal;       // absent: all that are open or paused
  std::optional<Milliseconds> interval;  // between two looks; absent: 2 s, over a network 15 s
};

// Returns when the person leaves it (`done`) or interrupts it (`interrupted`). Throws Error(usage) where
// there is no terminal, and what the first look at the hub throws; later ones are told on the screen.
ExitCode watch_status(Context& context, const WatchRequest& request);

}  // namespace reeve::cli
