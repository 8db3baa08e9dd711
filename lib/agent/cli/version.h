// Which version of a coding CLI runs: what it does differs from one to the next.
#pragma once

#include <string>
#include <vector>

#include "base/process.h"

namespace reeve::cli_agent {

// What `program --version` says, the number alone if there is one ("0.169.0"); empty if it cannot be found
// out within ten seconds. Asked once a process and program. Safe from several threads.
std::string version_of(const std::vector<std::string>& program, const Environment& environment);

// The number in what a program says of its version; its first line if there is none.
std::string version_in(std::string_view text);

}  // namespace reeve::cli_agent
