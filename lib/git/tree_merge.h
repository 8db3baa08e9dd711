// Merging trees by their entries, without reading a file.
#pragma once

#include <optional>

#include "git/repository.h"

namespace reeve::git {

// The merged tree, if it takes no more than choosing for each entry the side that changed it: then git's own
// merge gives the same. Absent for everything else: both sides changed a file, or one of them removed what
// the other changed, which may be a file or a folder that was moved.
//
// It starts no process: 0.2 ms on a repository of 5,000 files, where starting `git merge-tree` takes 7.
std::optional<Oid> merge_entries(Repository& repository, const Oid& base, const Oid& ours, const Oid& theirs);

}  // namespace reeve::git
