#include "queue/speculation.h"

#include <algorithm>

namespace reeve::queue {

Speculation::Speculation(const Trees& trees, const Standings& standings, int runs)
    : trees_(trees), standings_(standings), runs_(runs) {
  choose_tip();
}

bool Speculation::is_refuted(TreeId tree) const {
  return trees_[tree].passed == 0 && trees_[tree].failed >= runs_;
}

bool Speculation::can_land(TreeId tree) const {
  const TreeFacts& facts = trees_[tree];
  const bool is_on_newest = facts.is_alive && facts.size > 0 && facts.place == trees_.state().line.size();
  if (!is_on_newest || (facts.running == 0 && facts.failed == 0)) return false;
  for (TreeId part = tree; trees_[part].size > 0; part = trees_[part].before) {
    if (is_refuted(part)) return false;
  }
  return !standings_.has_suspect(tree);
}

void Speculation::choose_tip() {
  tip_ = trees_.newest();
  for (TreeId tree = 0; tree < trees_.all().size(); ++tree) {
    if (trees_[tree].size > trees_[tip_].size && can_land(tree)) tip_ = tree;
  }
  std::vector<bool> is_in_chain(trees_.all().size());
  for (TreeId tree = tip_; trees_[tree].size > 0; tree = trees_[tree].before) is_in_chain[tree] = true;
  for (std::size_t i = 0; i < trees_.of_running().size(); ++i) {
    if (is_in_chain[trees_.of_running()[i]]) {
      last_start_ = std::max(last_start_, trees_.state().running[i].started);
    }
  }
}

std::vector<TreeId> Speculation::doubted() const {
  std::vector<TreeId> lowest;
  for (TreeId tree = tip_; trees_[tree].size > 0; tree = trees_[tree].before) {
    const TreeFacts& facts = trees_[tree];
    if (facts.failed > 0 && facts.passed == 0) lowest.assign(facts.running == 0 ? 1 : 0, tree);
  }
  return lowest;
}

}  // namespace reeve::queue
