// Conflicts of a merge that an agent resolves: what caused them, and whether the resolution keeps what both
// sides added. An agent that drops the other side's lines makes every conflict go away, and somebody's work
// with it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "git/repository.h"

namespace reeve {

// The lines that are in `after` and not in `before`, where nothing of `before` was taken away at that place:
// pure additions. Lines without a letter or digit do not count. By a line diff (Myers, "An O(ND) Difference
// Algorithm", 1986, as libgit2 has it).
std::vector<std::string> pure_additions(const std::string& before, const std::string& after);

// Why `resolved` (a tree) is no resolution of merging `ours` and `theirs` (commits): conflict markers that
// stayed, or added lines of either side that are gone, in one of `paths`. Absent if it is one.
std::optional<std::string> flaw_in_resolution(const git::Repository& repository, const git::Oid& ours,
                                              const git::Oid& theirs, const git::Oid& resolved,
                                              const std::vector<std::string>& paths);

// "reader-h-k3qa: title" for each task that landed between the merge base and `theirs` and touched one of
// `paths`.
std::vector<std::string> causes_of(const git::Repository& repository, const git::Oid& ours,
                                   const git::Oid& theirs, const std::vector<std::string>& paths);

}  // namespace reeve
