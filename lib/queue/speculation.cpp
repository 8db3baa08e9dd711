#include "queue/speculation.h"

#include <algorithm>

namespace reeve::queue {

Speculation::Speculation(const Trees& trees, int runs) : trees_(trees), known_(trees.all().size()) {
  note_purposes();
  note_results();
  for (TreeId tree = 0; tree < known_.size(); ++tree) {
    Known& known = known_[tree];
    known.is_refuted = known.is_chain && trees[tree].size > 0 && trees[tree].failed > 0 &&
                       !known.has_passed && known.failures >= runs;
    // A tree comes after all its parts.
    known.is_broken = known.is_refuted || (trees[tree].size > 0 && known_[trees[tree].before].is_broken);
  }
}

void Speculation::note_purposes() {
  const State& state = trees_.state();
  for (std::size_t i = 0; i < state.running.size(); ++i) {
    if (state.running[i].purpose == Purpose::chain) known_[trees_.of_running()[i]].is_chain = true;
  }
  for (std::size_t i = 0; i < state.results.size(); ++i) {
    if (state.results[i].build.purpose == Purpose::chain) known_[trees_.of_results()[i]].is_chain = true;
  }
}

void Speculation::note_results() {
  for (TreeId tree = 0; tree < known_.size(); ++tree) {
    if (trees_[tree].passed > 0) {
      for (TreeId part = tree; !known_[part].has_passed; part = trees_[part].before) {
        known_[part].has_passed = true;
        if (trees_[part].size == 0) break;
      }
    } else if (trees_[tree].failed > 0 && known_[tree].is_chain) {
      for (TreeId part = tree; trees_[part].size > 0; part = trees_[part].before) {
        known_[part].failures += trees_[tree].failed;
      }
    }
  }
}

TreeId Speculation::base_of(TreeId tree) const {
  if (trees_[tree].size == 0) return tree;
  TreeId base = trees_[tree].before;
  while (trees_[base].size > 0 && !is_chain(base) && trees_[base].passed == 0) base = trees_[base].before;
  return base;
}

Footing Speculation::footing(TreeId tree) const {
  const TreeId base = base_of(tree);
  const TreeFacts& facts = trees_[base];
  if (facts.size == 0 || (base < known_.size() && known_[base].has_passed)) return Footing::sound;
  const bool can_land = facts.is_alive && facts.place == trees_.state().line.size() && !is_broken(base);
  return can_land && is_chain(base) ? Footing::open : Footing::lost;
}

std::vector<ChangeId> Speculation::own(TreeId tree) const {
  const TreeId base = base_of(tree);
  std::vector<ChangeId> own;
  for (; tree != base; tree = trees_[tree].before) own.push_back(trees_[tree].top);
  std::reverse(own.begin(), own.end());
  return own;
}

}  // namespace reeve::queue
