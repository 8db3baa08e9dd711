// What the result of a check depends on beside the tree and the command, as one short text that receipts
// carry: a receipt counts only where this is the same.
//
// In it are the gate's checks in their order with what they need, their limits and those of [gate] and
// [limits], `env`, the names in `pass_env`, the wall around the check (sandbox, network and the folders, and
// whether there is one on this machine), `warm`, the kind of processor, and the name and version of the
// system. Not in it are the values of `pass_env`, which may be secrets, as a hash of a short one can be
// guessed; nor the versions of compilers and tools, which nobody can list. Where those differ between
// machines or change, a variable in [gate] env says so: env = { TOOLCHAIN = "gcc-14.2" }.
#pragma once

#include <string>

#include "config/config.h"

namespace reeve {

// 40 hexadecimal digits.
std::string check_policy(const Config& config);

}  // namespace reeve
