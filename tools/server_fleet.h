// The hook post-receive of a git server, and what it starts.
#pragma once

#include "tools/command.h"

namespace reeve::cli {

// What git runs after a push, in the repository that it came to; reads the updates from standard input.
ExitCode start_server_fleet(Context& context);

// What start_server_fleet() starts: waits for its turn, runs the fleet until nothing is left to do, and tells
// it in the server's log. Ends at once if another process waits for its turn.
ExitCode run_server_fleet(Context& context);

}  // namespace reeve::cli
