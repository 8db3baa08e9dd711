// What a review agent is told of a change, and what of it can be checked.
#pragma once

#include "agent/prompt.h"
#include "git/repository.h"
#include "judge/review_result.h"

namespace reeve {

// What a review compares: the target with the change, and without it; where the change conflicts with the
// target, its own branch with what it was cut from.
struct ReviewedTrees {
  git::Oid before;
  git::Oid after;
};
ReviewedTrees reviewed_trees(git::Repository& repository, const git::Oid& target, const git::Oid& commit);

// From one tree to another.
ChangedFiles changed_files(const git::Repository& repository, const git::Oid& from, const git::Oid& to);

// As `git diff` shows it, without the person's own settings, bounded. Throws Error(git) if git fails.
std::string change_text(const git::Repository& repository, const git::Oid& from, const git::Oid& to);

// The variables of the prompt `review`: those of a worker's task but its history, `claims` and `change`. What
// the author said and wrote stands in fences that it cannot close.
PromptVariables review_variables(const TaskState& task, const PromptContext& context,
                                 const std::string& change);

}  // namespace reeve
