// Everything that can be said about a program before it is started, so that a person gets a reason and not
// a number.
#pragma once

#include <filesystem>

#include "base/process.h"

namespace reeve {

// The absolute path of the program that spec.argv[0] means. Throws Error(process) for whatever would keep
// it from starting: no argument vector, no such folder, no such program in PATH, no right to run it, a NUL
// byte or an impossible variable name. Looks at the file system only.
std::filesystem::path program_of(const ProcessSpec& spec);

}  // namespace reeve
