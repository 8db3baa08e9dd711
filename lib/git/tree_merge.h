// A merge of trees that needs no merging of files: the common case by far of many small changes, at a tenth
// of the price of a git process.
#pragma once

#include <optional>

#include "git/repository.h"

namespace reeve::git {

// The tree that `git merge-tree` makes of the two sides, if they changed different files and neither's
// renames can matter to the other; absent if git has to look (which need not mean a conflict). Writes the
// trees that are new. Reads only folders that both sides changed: 0.3 ms where a process takes 4.
//
// What git's renames make of it is never guessed: a rename matters if the other side changed, removed or
// renamed its source, or added something to a folder that the renames emptied. In each of these cases a file
// or a folder differs on both sides, or both removed it.
std::optional<Oid> merge_apart(Repository& repository, const Oid& base, const Oid& ours, const Oid& theirs);

}  // namespace reeve::git
