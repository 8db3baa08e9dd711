// `git reeve work --task ID --agent me`: a person works on a task.
#pragma once

#include <string>

#include "tools/command.h"
#include "tools/session.h"

namespace reeve::cli {

// Claims the task for the person, opens a shell in its workspace (or in `--in DIR`), and submits what they
// commit. `run` says which process this is, for the claim. Throws Error as claim_by_hand().
ExitCode work_by_hand(Session& session, const Arguments& arguments, Context& context, const std::string& run);

}  // namespace reeve::cli
