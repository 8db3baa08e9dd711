// Warm workspaces: build output that stays for the next build ([gate] warm = true).
//
// A tree gets a workspace with the ignored files that an earlier build left there. Files that are the same in
// both trees are not touched, so that they keep their time and a build tool does only what is new.
//
// What runs in a workspace is what agents wrote, and it could leave output that makes the next tree pass. So
// output stays only where it cannot say more than the next tree says itself: every check of the build that
// left it has passed, under the same policy (check_policy.h), and its tree is one of those in the history of
// the commit to be tested: whatever wrote the output is part of what is tested, or was taken out by a change
// that is. Anything else begins clean: a build after one that failed, a group beside another group, a rerun.
// What it costs is that a candidate which lands could have hidden something in the output that outlives it
// in the workspace; it had landed then, and could have done worse. Which files are ignored is said by the
// .gitignore files of the commit to be tested, and by no others; the rest goes.
#pragma once

#include <string>

#include "git/repository.h"
#include "workspace/workspace_pool.h"

namespace reeve {

// How many commits back, by first parents, a tree counts as history: more than a batch has.
constexpr int warm_generations = 1000;

// Makes the files those of `commit`, and keeps the build output that is there if it may stay. Whether it has
// stayed.
bool reset_warm(Workspace& workspace, const git::Repository& lender, const git::Oid& commit,
                const std::string& policy);

// Says that the workspace's output is that of checks that passed on this tree. Until the next reset.
void keep_warm(Workspace& workspace, const git::Oid& tree, const std::string& policy);

}  // namespace reeve
