#include "queue/trees.h"

#include <algorithm>

namespace reeve::queue {

Trees::Trees(const State& state) : state_(state), first_place_(std::min(state.green, state.line.size())) {
  for (const Build& build : state.running) first_place_ = std::min(first_place_, build.tree.position);
  for (const Result& result : state.results) {
    first_place_ = std::min(first_place_, result.build.tree.position);
  }
  for (std::size_t place = first_place_; place <= state.line.size(); ++place) {
    TreeFacts facts;
    facts.before = static_cast<TreeId>(facts_.size());
    facts.place = place;
    facts_.push_back(facts);
  }
  for (std::size_t place = first_place_; place < state.line.size(); ++place) {
    if (state.line[place].kind == ChangeKind::candidate) landed_.insert(state.line[place].id);
    if (state.line[place].kind == ChangeKind::revert) landed_.erase(state.line[place].id);
  }
  for (const Candidate& candidate : state.waiting) change_id(candidate.id);
  for (const Build& build : state.running) {
    running_.push_back(read(build.tree));
    ++facts_[running_.back()].running;
  }
  count_results();
}

void Trees::count_results() {
  for (std::size_t i = 0; i < state_.results.size(); ++i) {
    const Result& result = state_.results[i];
    results_.push_back(read(result.build.tree));
    TreeFacts& facts = facts_[results_.back()];
    if (result.outcome == Outcome::pass) {
      ++facts.passed;
      continue;
    }
    ++(result.outcome == Outcome::fail ? facts.failed : facts.could_not_run);
    facts.last_failure = i;
  }
}

ChangeId Trees::change_id(std::string_view name) {
  const auto [entry, is_new] = ids_.try_emplace(name, static_cast<ChangeId>(names_.size()));
  if (is_new) names_.push_back(name);
  return entry->second;
}

std::optional<ChangeId> Trees::find(std::string_view name) const {
  const auto entry = ids_.find(name);
  if (entry == ids_.end()) return std::nullopt;
  return entry->second;
}

TreeId Trees::with(TreeId tree, ChangeId change) {
  const std::uint64_t key = std::uint64_t{tree} << 32 | change;
  const auto [entry, is_new] = next_.try_emplace(key, static_cast<TreeId>(facts_.size()));
  if (is_new) {
    TreeFacts facts;
    facts.before = tree;
    facts.top = change;
    facts.place = facts_[tree].place;
    facts.size = facts_[tree].size + 1;
    facts.is_alive = facts_[tree].is_alive && waits(change);
    facts.is_intact = facts_[tree].is_intact && (waits(change) || landed_.contains(names_[change]));
    facts_.push_back(facts);
  }
  return entry->second;
}

TreeId Trees::step(TreeId tree, const std::string& change) {
  const TreeFacts& facts = facts_[tree];
  if (facts.size == 0 && facts.place < state_.line.size()) {
    const Change& next = state_.line[facts.place];
    if (next.kind == ChangeKind::candidate && next.id == change) return tree + 1;
  }
  return with(tree, change_id(change));
}

TreeId Trees::read(const Tree& tree) {
  std::size_t known = 0;
  if (last_.tree != nullptr && last_.tree->position == tree.position) {
    const auto& changes = last_.tree->changes;
    const auto end = std::mismatch(changes.begin(), changes.end(), tree.changes.begin(), tree.changes.end());
    known = static_cast<std::size_t>(end.first - changes.begin());
  }
  last_.tree = &tree;
  last_.trees.resize(known);
  TreeId at = known > 0 ? last_.trees.back()
                        : static_cast<TreeId>(std::min(tree.position, state_.line.size()) - first_place_);
  for (std::size_t i = known; i < tree.changes.size(); ++i) {
    at = step(at, tree.changes[i]);
    last_.trees.push_back(at);
  }
  return at;
}

std::vector<ChangeId> Trees::changes(TreeId tree) const {
  std::vector<ChangeId> result(facts_[tree].size);
  for (auto slot = result.rbegin(); slot != result.rend(); ++slot, tree = facts_[tree].before) {
    *slot = facts_[tree].top;
  }
  return result;
}

Tree Trees::told(TreeId tree) const {
  Tree result{facts_[tree].place, {}};
  for (const ChangeId change : changes(tree)) result.changes.emplace_back(names_[change]);
  return result;
}

bool Trees::is_known_to_pass(TreeId tree) const {
  const TreeFacts& facts = facts_[tree];
  return facts.passed > 0 || (facts.size == 0 && state_.has_green && facts.place == state_.green);
}

}  // namespace reeve::queue
