// Runs a program of the person's on the terminal that this one has: a pager.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace reeve::cli {

// Until it ends; `variables` are added to the environment. It may read from and write to the terminal, and is
// in this process's group, so that the keys for signals reach both: whoever is not to end by them says so
// (LiveTerminal::lend). Throws Error(process) if it cannot be started; how it ended is between it and the
// person.
void run_in_foreground(const std::vector<std::string>& words, const std::filesystem::path& folder,
                       const std::map<std::string, std::string>& variables);

}  // namespace reeve::cli
