// Where the raw output of attempts is kept on this machine, out of the agents' reach:
//
//     <git dir>/reeve/logs/<task>/<attempt>.log             of the agent
//     <git dir>/reeve/logs/<task>/<attempt>-conflict.log    of the agent that resolved conflicts
//     <git dir>/reeve/logs/<task>/<attempt>-judge.log       of the judge of a cycle
//     <git dir>/reeve/logs/<task>/<attempt>-lens-NAME.log   of an agent of the gate's lens NAME
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "git/repository.h"

namespace reeve {

// More than these are removed, the oldest first.
constexpr std::size_t most_attempt_logs = 500;

// An empty log for one run of an agent for this attempt; one that is there already is added to. `prompt` is
// "worker", or what stands after the number above: "conflict", "lens-NAME". Removes the oldest logs. Throws
// Error(invalid) for an id that is none.
std::filesystem::path new_attempt_log(const git::Repository& repository, const std::string& task, int attempt,
                                      const std::string& prompt);

// The logs of this attempt that are on this machine, the worker's first.
std::vector<std::filesystem::path> attempt_logs(const git::Repository& repository, const std::string& task,
                                                int attempt);

// Removes all but the newest `kept` logs, and the folders that are empty then.
void prune_attempt_logs(const git::Repository& repository, std::size_t kept);

}  // namespace reeve
