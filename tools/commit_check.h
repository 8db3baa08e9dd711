// `judge --check REV`: the gate's verdict on one commit, as a status check of a code host asks for it.
#pragma once

#include "tools/command.h"

namespace reeve::cli {

// 0 for a pass, 1 for everything else: a check that could not run blocks as well.
ExitCode run_commit_check(const Arguments& arguments, Context& context);

}  // namespace reeve::cli
