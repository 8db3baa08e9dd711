// Who wrote what a person hands in: the landed commit is theirs, not the gate's.
#pragma once

#include <string>
#include <vector>

#include "hub/task_store.h"

namespace reeve {

// Of a branch with more commits, the newest are looked at.
constexpr std::size_t most_commits = 1000;

// The commits of a person's branch that are not reached from `base`, the oldest first, without merges.
std::vector<git::Oid> own_commits(const git::Repository& repository, const git::Oid& tip,
                                  const git::Oid& base);

struct Authorship {
  git::Signature author;                // of the oldest commit, whose title the landing has
  std::vector<std::string> co_authors;  // "Ben <ben@example.org>": of the others, and whom these name
};

// Who wrote what is submitted, of which `target` has nothing. Absent where an agent did, and where there is
// no commit of a person's.
std::optional<Authorship> authorship_of(const git::Repository& repository, const TaskRecord& task,
                                        const git::Oid& target);

}  // namespace reeve
