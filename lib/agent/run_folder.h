// The folder of one run beside its workspace, and the environment of what runs there.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/process.h"

namespace reeve {

// An empty `folder` with the empty folders out, home and tmp in it, whatever was there.
void make_run_folder(const std::filesystem::path& folder);

// The environment of a program that runs in a workspace: the minimal one, a HOME and TMPDIR of its own under
// `folder`, the variables that `pass` names from this process's environment, and `set`. Throws
// Error(configuration), naming `who`, for a variable to pass that is not set.
Environment workspace_environment(const std::filesystem::path& workspace, const std::filesystem::path& folder,
                                  const std::vector<std::string>& pass,
                                  const std::map<std::string, std::string>& set, const std::string& who);

}  // namespace reeve
