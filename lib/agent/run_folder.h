// The folder of one run beside its workspace, and the environment of what runs there.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/process.h"
#include "config/config.h"

namespace reeve {

// An empty `folder` with the empty folders out, home and tmp in it, whatever was there.
void make_run_folder(const std::filesystem::path& folder);

// The environment of a program that runs in a workspace: the minimal one, a HOME and TMPDIR of its own under
// `folder`, the variables that `pass` names from this process's environment, and `set`. Throws
// Error(configuration), naming `who`, for a variable to pass that is not set.
Environment workspace_environment(const std::filesystem::path& workspace, const std::filesystem::path& folder,
                                  const std::vector<std::string>& pass,
                                  const std::map<std::string, std::string>& set, const std::string& who);

// Sets what a tree of processes may use of the machine: processes, memory, and what it may add to the disk
// in these folders, which are measured now.
void limit_tree(ProcessLimits& process, const LimitsConfig& limits,
                const std::vector<std::filesystem::path>& folders);

}  // namespace reeve
