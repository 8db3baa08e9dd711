#include "judge/merged_trees.h"

#include "git/git_program.h"

namespace reeve {

namespace {

// The change of a commit on another one: merged as if both came from the commit below it.
Squashed land_again(TaskStore& store, const git::Oid& below, const git::Oid& landed) {
  git::Repository& repository = store.hub().objects();
  const git::CommitData data = repository.read_commit(landed);
  const auto commit_of = [&](const git::Oid& tree, const std::vector<git::Oid>& parents) {
    git::CommitData commit = data;
    commit.tree = tree;
    commit.parents = parents;
    return repository.write_commit(commit);
  };
  const git::Oid root = commit_of(repository.tree_of(data.parents.front()), {});
  const git::MergeResult merge =
      git::merge(repository, commit_of(repository.tree_of(below), {root}), commit_of(data.tree, {root}));
  Squashed squashed;
  squashed.kind = merge.clean() ? Squashed::Kind::commit : Squashed::Kind::conflict;
  if (merge.clean()) squashed.commit = commit_of(merge.tree, {below});
  return squashed;
}

}  // namespace

const Squashed& MergedTrees::on(const git::Oid& below, const std::string& candidate, const TaskRecord& task) {
  const auto [place, is_new] = known_.try_emplace({below, candidate});
  if (is_new) place->second = squash_onto(store_, config_, below, task);
  return place->second;
}

const Squashed& MergedTrees::again(const git::Oid& below, const std::string& candidate,
                                   const git::Oid& landed) {
  const auto [place, is_new] = known_.try_emplace({below, candidate});
  if (is_new) place->second = land_again(store_, below, landed);
  return place->second;
}

MergedTree MergedTrees::merge(const queue::Tree& tree, const GateLine& line,
                              const std::map<std::string, TaskRecord>& tasks) {
  MergedTree merged;
  merged.tree.position = tree.position;
  merged.tip = line.commit(tree.position);
  for (const std::string& candidate : tree.changes) {
    const auto task = tasks.find(candidate);
    const auto landed = task == tasks.end() ? line.landing_of(candidate) : std::nullopt;
    if (task == tasks.end() && !landed) continue;
    const Squashed& squashed =
        landed ? again(merged.tip, candidate, *landed) : on(merged.tip, candidate, task->second);
    if (squashed.kind != Squashed::Kind::commit) {
      merged.left_out.push_back({candidate, merged.tree, squashed});
      continue;
    }
    merged.tree.changes.push_back(candidate);
    merged.commits.push_back(squashed.commit);
    merged.tip = squashed.commit;
  }
  return merged;
}

void MergedTrees::keep_only(const std::map<std::string, TaskRecord>& tasks) {
  std::erase_if(known_, [&](const auto& item) { return !tasks.contains(item.first.second); });
}

}  // namespace reeve
