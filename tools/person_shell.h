// A shell for a person, on their own terminal.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace reeve::cli {

// Starts $SHELL (or /bin/sh) in the folder, with this process's standard input and output and these variables
// beside the inherited ones, and waits until it ends; its exit code means nothing. `on_tick` is called about
// every second meanwhile, on the calling thread. No wall, no limits, no keeper: it is the person's. Throws
// Error(process) if it cannot be started.
void run_persons_shell(const std::filesystem::path& folder,
                       const std::map<std::string, std::string>& variables,
                       const std::function<void()>& on_tick);

}  // namespace reeve::cli
