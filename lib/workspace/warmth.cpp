#include "workspace/warmth.h"

#include "base/error.h"
#include "base/text.h"

namespace reeve {

namespace {

bool has_in_history(const git::Repository& repository, const git::Oid& commit, const git::Oid& tree) {
  git::Oid current = commit;
  for (int generation = 0; generation <= warm_generations; ++generation) {
    const git::CommitData data = repository.read_commit(current);
    if (data.tree == tree) return true;
    if (data.parents.empty() || !repository.exists(data.parents.front())) return false;  // a shallow clone
    current = data.parents.front();
  }
  return false;
}

// False for output that nobody can walk: it goes.
bool try_reset(Workspace& workspace, const git::Repository& lender, const git::Oid& commit) {
  try {
    workspace.reset(lender, commit, git::Leftovers::keep_ignored);
    return true;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::io && error.kind() != ErrorKind::git) throw;
    return false;
  }
}

}  // namespace

bool reset_warm(Workspace& workspace, const git::Repository& lender, const git::Oid& commit,
                const std::string& policy) {
  const auto words = split(workspace.output_of(), ' ');
  const auto tree = words.size() == 2 && words[1] == policy ? git::Oid::parse(words[0]) : std::nullopt;
  const bool may_stay = tree && has_in_history(lender, commit, *tree);
  if (may_stay && try_reset(workspace, lender, commit)) return true;
  workspace.reset(lender, commit);
  return false;
}

void keep_warm(Workspace& workspace, const git::Oid& tree, const std::string& policy) {
  workspace.note_output(tree.hex() + " " + policy);
}

}  // namespace reeve
