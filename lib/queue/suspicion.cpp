#include "queue/suspicion.h"

#include <algorithm>
#include <limits>

namespace reeve::queue {

std::vector<std::size_t> narrowed(const Trees& trees) {
  std::vector<std::size_t> limits(trees.state().waiting.size(), std::numeric_limits<std::size_t>::max());
  for (TreeId tree = 0; tree < trees.all().size(); ++tree) {
    const TreeFacts& facts = trees[tree];
    if (facts.failed + facts.could_not_run == 0 || facts.passed > 0 || !facts.is_alive) continue;
    for (const ChangeId change : trees.changes(tree)) {
      limits[change] = std::min(limits[change], std::max<std::size_t>(facts.size / 2, 1));
    }
  }
  return limits;
}

bool would_conflict(const Trees& trees, TreeId tree, ChangeId candidate) {
  const State& state = trees.state();
  const auto met = state.unmerged.find(trees.candidate(candidate).id);
  if (met == state.unmerged.end()) return false;
  const Tree before = normalized(met->second, state.line);
  if (before.changes.empty()) return trees[tree].size == 0 && trees[tree].place == before.position;
  const Tree now = trees.told(tree);
  return std::all_of(before.changes.begin(), before.changes.end(), [&](const std::string& change) {
    return std::find(now.changes.begin(), now.changes.end(), change) != now.changes.end();
  });
}

}  // namespace reeve::queue
