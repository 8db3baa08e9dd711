#include "queue/settle.h"

#include <algorithm>
#include <unordered_set>

namespace reeve::queue {

namespace {

// In their order, without those that were decided already.
std::vector<Blame> undecided_yet(std::vector<Blame> blamed, std::unordered_set<std::string>& decided) {
  std::erase_if(blamed, [&](const Blame& blame) { return !decided.insert(blame.id).second; });
  return blamed;
}

std::optional<std::size_t> newest_green(const Trees& trees) {
  const State& state = trees.state();
  for (TreeId tree = trees.newest() + 1; tree-- > 0;) {
    const bool is_behind = state.has_green && trees[tree].place <= state.green;
    if (is_behind) break;
    if (trees[tree].passed > 0) return trees[tree].place;
  }
  return std::nullopt;
}

}  // namespace

Step settle(const Trees& trees, Rule rule, const Settings& settings) {
  Step step;
  step.green = newest_green(trees);
  step.land = may_land(trees, rule);
  std::unordered_set<std::string> decided(step.land.begin(), step.land.end());
  step.reject = undecided_yet(to_blame(trees, settings.runs), decided);
  step.block = undecided_yet(undecided(trees, settings.runs), decided);
  return step;
}

bool changes_the_queue(const Step& step) {
  return !step.land.empty() || !step.reject.empty() || !step.block.empty() || step.revert;
}

}  // namespace reeve::queue
