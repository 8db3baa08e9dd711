// What a planner is told of a repository before it looks for itself: how large it is, what lies where, what
// it is written in, and which files change often.
#pragma once

#include <string>

#include "git/repository.h"

namespace reeve {

// At most about 120 lines, however large the repository is: files and bytes by folder, two levels deep; the
// endings of the files' names; the files that the last 200 commits (first parents) changed most. Reads the
// tree and these commits, no file.
std::string repository_overview(const git::Repository& repository, const git::Oid& commit);

}  // namespace reeve
