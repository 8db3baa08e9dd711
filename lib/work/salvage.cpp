#include "work/salvage.h"

#include "base/error.h"
#include "hub/goal_store.h"
#include "task/ref_names.h"
#include "workspace/secret_rules.h"
#include "workspace/target_files.h"

namespace reeve {

namespace {

// What any agent of the goal's configuration may have been trusted with: the note does not say which it was.
// None for a task that nobody knows any more, or a configuration that cannot be read.
std::vector<Secret> secrets_for(TaskStore& store, const std::string& id) {
  try {
    const auto task = store.find(id);
    const auto goal = task ? GoalStore(store).find(task->state.spec.goal) : std::nullopt;
    return goal ? secrets_of(config_of(store.hub().objects(), goal->base())) : std::vector<Secret>{};
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::hub_unreachable) throw;
    return {};
  }
}

std::string keep(TaskStore& store, const WorkInProgress& work, const git::Oid& tree) {
  git::Repository& repository = store.hub().objects();
  const git::Oid before = repository.tree_of(work.commit);
  if (before == tree || secret_in_change(repository, before, tree, secrets_for(store, work.task))) return "";
  git::CommitData commit;
  commit.tree = tree;
  commit.parents = {work.commit};
  commit.message = "Unpushed work of a killed worker on " + work.task + "\n";
  commit.author = commit.committer = store.signature();
  commit.author.when = commit.committer.when = store.clock().now();
  const git::Oid id = repository.write_commit(commit);
  return store.keep_work(work.task, work.attempt, id) ? refs::failed(work.task, work.attempt) : "";
}

}  // namespace

std::string salvage(TaskStore& store, Workspace& workspace) {
  const auto work = workspace.noted();
  std::string ref;
  if (work && store.hub().objects().exists(work->commit)) {
    try {
      ref = keep(store, *work, workspace.files().snapshot({}).tree);
    } catch (const Error& error) {
      // A workspace that was never filled, or whose files are gone, holds nothing to keep.
      if (error.kind() != ErrorKind::not_found) throw;
    }
  }
  workspace.clear_note();
  return ref;
}

std::vector<std::string> salvage_all(TaskStore& store, WorkspacePool& pool) {
  std::vector<std::string> refs;
  for (Workspace& workspace : pool.abandoned()) {
    try {
      if (std::string ref = salvage(store, workspace); !ref.empty()) refs.push_back(std::move(ref));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::hub_unreachable) throw;
      // One that cannot be read (a full disk) hides no other, and keeps its note for the next time.
    }
  }
  return refs;
}

}  // namespace reeve
