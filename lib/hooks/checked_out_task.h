// Which task's branch a hook was started on. HEAD is read as a plain file, as the shim does that decides by
// it whether to start us at all: a `git symbolic-ref` takes a process, and libgit2 opens no repository of
// some formats, about which a hook has nothing to say.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/process.h"

namespace reeve::hooks {

// The git folder of the work tree at `top`, which is where git starts hooks: GIT_DIR of `environment`, or
// .git, or what a file .git of a linked work tree names. Not checked to be one.
std::filesystem::path git_folder(const std::filesystem::path& top, const Environment& environment);

// The id of reeve/task/<id> if that is checked out; absent for every other branch, for no branch, and where
// HEAD cannot be read.
std::optional<std::string> checked_out_task(const std::filesystem::path& top, const Environment& environment);

}  // namespace reeve::hooks
