#include "judge/merged_trees.h"

namespace reeve {

const Squashed& MergedTrees::on(const git::Oid& below, const std::string& candidate, const TaskRecord& task) {
  const auto [place, is_new] = known_.try_emplace({below, candidate});
  if (is_new) place->second = squash_onto(store_, config_, below, task);
  return place->second;
}

MergedTree MergedTrees::merge(const queue::Tree& tree, const GateLine& line,
                              const std::map<std::string, TaskRecord>& tasks) {
  MergedTree merged;
  merged.tree.position = tree.position;
  merged.tip = line.commit(tree.position);
  for (const std::string& candidate : tree.changes) {
    const auto task = tasks.find(candidate);
    if (task == tasks.end()) continue;
    const Squashed& squashed = on(merged.tip, candidate, task->second);
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
