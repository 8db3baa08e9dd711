// prepare-commit-msg: a commit made for a task says so.
#pragma once

#include <filesystem>
#include <string>

#include "base/process.h"

namespace reeve::hooks {

// Adds Reeve-Task, and Reeve-Attempt where `environment` knows it, to the message file, once. The task is
// REEVE_ID of an agent's run, or else the one of the branch reeve/task/<id>. `source` is what git says about
// the message's origin. Leaves alone: merges, squashes, fixups, and an empty message, which must go on
// meaning "do not commit". Throws Error if git cannot write the trailers.
void add_trailers(const std::filesystem::path& folder, const std::string& message_file,
                  const std::string& source, const Environment& environment);

}  // namespace reeve::hooks
