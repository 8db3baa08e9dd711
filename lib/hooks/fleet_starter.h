// post-receive on a plain git server: a push starts the fleet of the repository that it came to, on the
// server itself. The repository is the hub. What runs there is the loop of `git reeve run`, one at a time for
// each repository (hooks/fleet_turn.h); what a crash left is seen by the next one, which any push starts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/process.h"
#include "git/repository.h"

namespace reeve::hooks {

// Whether one of the lines that git hands the hook ("<old id> <new id> <ref>") may change what the fleet has
// to do: a branch, for every branch may be a goal's target, or a log of ours. Tags do not.
bool wakes_fleet(std::string_view updates);

// What the fleet is started with: `hook`, the environment of the hook, less all that speaks about this push,
// its connection and who pushed (GIT_*, SSH_*). The fleet signs with the name and mail that git knows for the
// server's user; where it knows none, as "reeve <reeve@HOST>".
Environment fleet_environment(const git::Repository& repository, Environment hook);

// Starts `program`, which runs the fleet, and returns at once: it lives on when the push is over. Its outputs
// go to server_log_of(). Throws Error(process) if it cannot be started, Error(io) if the log cannot be
// written.
void start_fleet(const git::Repository& repository, const std::vector<std::string>& program,
                 const Environment& hook);

// <git dir>/reeve/server.log
std::filesystem::path server_log_of(const git::Repository& repository);

}  // namespace reeve::hooks
