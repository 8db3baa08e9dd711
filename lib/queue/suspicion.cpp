#include "queue/suspicion.h"

#include <algorithm>
#include <limits>

namespace reeve::queue {

std::vector<std::size_t> narrowed(const Trees& trees) {
  std::vector<std::size_t> limits(trees.state().waiting.size(), std::numeric_limits<std::size_t>::max());
  for (TreeId tree = 0; tree < trees.all().size(); ++tree) {
    const TreeFacts& facts = trees[tree];
    if (!facts.has_failed() || !facts.is_alive) continue;
    for (const ChangeId change : trees.changes(tree)) {
      limits[change] = std::min(limits[change], std::max<std::size_t>(facts.size / 2, 1));
    }
  }
  return limits;
}

std::size_t narrower(std::size_t suspects) {
  constexpr std::size_t few = 12;
  if (suspects <= few) return 1;
  return (suspects + few / 2 - 1) / (few / 2);
}

bool would_conflict(const Trees& trees, TreeId tree, ChangeId candidate) {
  const State& state = trees.state();
  const auto met = state.unmerged.find(trees.candidate(candidate).id);
  if (met == state.unmerged.end()) return false;
  const Tree before = normalized(met->second, state.line);
  if (before.changes.empty()) return false;  // with the line itself: whoever drives the queue finds out
  const Tree now = trees.told(tree);
  return std::all_of(before.changes.begin(), before.changes.end(), [&](const std::string& change) {
    return std::find(now.changes.begin(), now.changes.end(), change) != now.changes.end();
  });
}

bool is_unmerged_on(const Trees& trees, TreeId tree, ChangeId candidate) {
  const State& state = trees.state();
  const auto met = state.unmerged.find(trees.candidate(candidate).id);
  return met != state.unmerged.end() && normalized(met->second, state.line) == trees.told(tree);
}

}  // namespace reeve::queue
