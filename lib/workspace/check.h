// One check: a shell command that says by its exit code whether a tree is good.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "config/config.h"
#include "task/event.h"
#include "workspace/check_choice.h"
#include "workspace/workspace_pool.h"

namespace reeve {

// Runs the commands one after the other in the workspace, on a fresh checkout of `commit`, up to the first
// with which nothing may land: a later one may need what an earlier one built. One receipt for each that was
// run. The gate's own checks find the build output of an earlier tree where [gate] warm allows it (warmth.h).
// `on_tick` is called about every second, on the calling thread.
std::vector<Receipt> run_checks(const std::vector<std::string>& commands, git::Repository& repository,
                                const git::Oid& commit, Workspace& workspace, const Config& config,
                                CheckPlace where, const std::stop_token& stop,
                                const std::function<void()>& on_tick = {});

// Whether a check that did not pass has to be run on the target as well before the change is blamed. Not
// where it is the task's own and failed: such a check says when the task is done, and is red before it.
bool needs_comparison(const Receipt& receipt, const GateConfig& gate);

// Runs a command in the workspace, which holds the tree `tree`, behind the wall that [gate] asks for, within
// its time and the processes, memory and disk of [limits], or its own of [[gate.check]]. 0 passes; 126 and
// 127 (no such command), a stop, a full disk and a killed shell are could_not_run; everything else, the
// limits too, fails; a failure in quarantine is quarantined. What it printed is kept on this machine if it
// did not pass (check_log.h). Throws Error(configuration) for a variable to pass that is not set, and for a
// wall that cannot be had.
Receipt run_check(const std::string& command, const git::Repository& repository, const git::Oid& tree,
                  const Workspace& workspace, const Config& config, CheckPlace where, std::stop_token stop,
                  const std::function<void()>& on_tick = {});

}  // namespace reeve
