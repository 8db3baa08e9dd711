// The git program, for what libgit2 cannot do well: merges of large trees, fetches from a repository
// that is not trusted.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/process.h"
#include "git/repository.h"

namespace reeve::git {

// An environment less the GIT_* variables that speak about a repository, a push or a person: how to reach
// remotes (GIT_SSH_COMMAND, GIT_ASKPASS …) and where configuration is stays.
Environment without_repository(Environment environment);

// Runs git on `git_dir` (as GIT_DIR), in its work tree if it is a folder .git, so that relative URLs of
// remotes mean what they mean to the person. The environment is the person's, without_repository(). Does not
// throw for a non-zero exit; Error(process) if git cannot be started.
ProcessResult run_git(const std::filesystem::path& git_dir, const std::vector<std::string>& arguments,
                      ProcessLimits limits = {}, const std::string& standard_input = "");

struct MergeResult {
  Oid tree;                            // with conflict markers in it where `conflicts` is not empty
  std::vector<std::string> conflicts;  // paths, sorted, each once
  bool clean() const { return conflicts.empty(); }
};

// Merges two commits in memory and writes the tree that results; no work tree, no index, no ref.
// Where no file was changed by both (tree_merge.h), git is not started; all else is answered by
// `git merge-tree --write-tree`, which skips unchanged folders: 2.6 ms on 50,000 files where libgit2
// takes 68. Attributes of files (merge=union) are not looked at, as the result must not depend on a checkout.
// Error(git) if the two have no common ancestor.
MergeResult merge(Repository& repository, const Oid& ours, const Oid& theirs);

// Copies `commit` and everything it needs from another repository that is not trusted. Nothing of the other
// repository's configuration or hooks is run, no ref changes. Returns true if the commit is here and whole
// afterwards (it may have been before); false if the other repository cannot give it within the limit, is
// shallow, or `untrusted_git_dir` is not a git folder itself but a link to one, a file, or a linked work
// tree's. Error only for trouble on our side: Error(process) if git cannot be started.
bool import_commit(Repository& into, const std::filesystem::path& untrusted_git_dir, const Oid& commit,
                   Milliseconds limit);

}  // namespace reeve::git
