#include "queue/strict.h"

#include <algorithm>

#include "queue/ahead.h"
#include "queue/batch.h"
#include "queue/builds.h"
#include "queue/proof.h"
#include "queue/settle.h"
#include "queue/sizes.h"
#include "queue/suspicion.h"

namespace reeve::queue {

namespace {

// Share of candidates. One that is seen is felt for the next six hundred.
constexpr double bearable_clashes_in_chain = 0.0005;

// One decision.
class Decision {
 public:
  Decision(Trees& trees, const Settings& settings, TimePoint now, Step& step)
      : trees_(trees),
        state_(trees.state()),
        settings_(settings),
        now_(now),
        step_(step),
        sizes_(sizes_for(state_, settings, now)),
        chain_(trees, settings.runs),
        proofs_(trees, chain_),
        are_clashing_(state_.history.clash_share() > bearable_clashes_in_chain),
        is_tested_(state_.waiting.size()) {
    for (ChangeId change = 0; change < is_tested_.size(); ++change)
      is_tested_[change] = proofs_[change].is_tested;
    choose_tip();
  }

  // The longest part of the chain that passed. What passed beside the chain waits for a place in it: if it
  // landed, all that is in flight would stand on nothing.
  std::vector<std::string> landing() const {
    TreeId tree = tip_;
    while (trees_[tree].size > 0 && trees_[tree].passed == 0) tree = trees_[tree].before;
    return trees_.told(tree).changes;
  }

  void take() {
    cancel_pointless();
    rerun_end();
    if (are_clashing_) return take_ahead();
    extend_by_passed();
    test_suspects();
    extend_by_unproven();
    test_groups();
  }

 private:
  bool start(TreeId tree, Purpose purpose) {
    if (!has_slot(state_, settings_, step_)) return false;
    add_build(trees_, tree, purpose, step_);
    return true;
  }

  bool can_land(TreeId tree) const {
    const TreeFacts& facts = trees_[tree];
    return facts.is_alive && facts.size > 0 && facts.place == state_.line.size() && !chain_.is_broken(tree);
  }

  // The longest tree of the chain that can land, and what passed on top of it.
  void choose_tip() {
    tip_ = trees_.newest();
    const auto end = static_cast<TreeId>(trees_.all().size());
    for (TreeId tree = 0; tree < end; ++tree) {
      const TreeFacts& facts = trees_[tree];
      const bool is_known = facts.running + facts.failed + facts.passed > 0;
      if (facts.size <= trees_[tip_].size || !is_known || !chain_.is_chain(tree)) continue;
      if (can_land(tree) && !proofs_.has_suspect(tree)) tip_ = tree;
    }
    const TreeId chain = tip_;
    for (TreeId tree = 0; tree < end; ++tree) {
      const bool is_longer = trees_[tree].passed > 0 && trees_[tree].size > trees_[tip_].size;
      if (is_longer && can_land(tree) && is_part(chain, tree)) tip_ = tree;
    }
    in_tip_.assign(state_.waiting.size(), false);
    for (TreeId tree = tip_; trees_[tree].size > 0; tree = trees_[tree].before)
      in_tip_[trees_[tree].top] = true;
  }

  // See ahead.h. Who is suspected is tested there too; a chain with it would be given up at once.
  void take_ahead() {
    Ahead ahead(trees_, tip_);
    std::vector<ChangeId> ready = ahead.ready(settings_.runs);
    std::erase_if(ready, [&](ChangeId change) { return proofs_[change].is_suspect; });
    extend_in_parts(ready);
    ahead.land(ready);
    ahead.test(settings_, now_, step_);
  }

  // Who is not in the chain yet since it is paced counts as landed for the groups all the same.
  void extend_in_parts(const std::vector<ChangeId>& ready) {
    for (std::size_t begin = 0, end = 0; begin < ready.size(); begin = end) {
      std::vector<ChangeId> part;
      for (; end < ready.size() && part.size() < sizes_.joined && is_of_priority(ready[end], part); ++end) {
        part.push_back(ready[end]);
      }
      if (begin == 0 && part.size() < sizes_.joined && is_paced()) return;
      if (!extend(part)) return;
    }
  }

  bool is_part(TreeId part, TreeId tree) const {
    while (trees_[tree].size > trees_[part].size) tree = trees_[tree].before;
    return tree == part;
  }

  // Nothing follows from a tree that has lost a candidate, or whose base is refuted, or of which everybody
  // passed elsewhere and which is not about to land.
  void cancel_pointless() {
    for (std::size_t i = 0; i < state_.running.size(); ++i) {
      const TreeId tree = trees_.of_running()[i];
      const TreeFacts& facts = trees_[tree];
      if (facts.size == 0 || is_part(tree, tip_)) continue;
      const bool is_of_chain = facts.size > 1 && chain_.is_chain(tree);
      const bool is_told = !are_clashing_ && proofs_.count_unproven(tree) == 0;
      const bool is_pointless =
          !facts.is_intact || is_of_chain || chain_.footing(tree) == Footing::lost || is_told;
      if (is_pointless) step_.cancel.push_back(state_.running[i].number);
    }
  }

  // Of a tree of the chain that failed a longer one will tell; the end has none.
  void rerun_end() {
    TreeId tree = tip_;
    while (trees_[tree].size > 0 && trees_[tree].running == 0 && trees_[tree].passed == 0) {
      if (trees_[tree].failed > 0) {
        if (trees_[tree].size > 0) start(tree, Purpose::rerun);
        return;
      }
      tree = trees_[tree].before;
    }
  }

  TimePoint last_start() const {
    TimePoint last{};
    for (std::size_t i = 0; i < state_.running.size(); ++i) {
      if (is_part(trees_.of_running()[i], tip_)) last = std::max(last, state_.running[i].started);
    }
    return last;
  }

  bool is_paced() {
    if (trees_[tip_].size == 0) return false;
    const TimePoint due = last_start() + sizes_.pace;
    if (due <= now_) return false;
    ask_again(due, step_);
    return true;
  }

  // Of one priority and in turn, a part at a time: the first part that fails names those who break together.
  void extend_by_passed() {
    const std::size_t joined = proofs_.has_clash() ? sizes_.wary : sizes_.joined;
    bool is_first = true;
    while (true) {
      const std::vector<ChangeId> added = next_for_chain(joined, true);
      if (added.empty()) return;
      if (is_first && added.size() < joined && is_paced()) return;
      if (!extend(added)) return;
      is_first = false;
    }
  }

  void extend_by_unproven() {
    bool is_first = true;
    while (sizes_.is_direct) {
      const std::vector<ChangeId> added = next_for_chain(sizes_.group, false);
      if (added.empty()) return;
      if (is_first && added.size() < sizes_.group && is_paced()) return;
      if (!extend(added)) return;
      is_first = false;
    }
  }

  std::vector<ChangeId> next_for_chain(std::size_t most, bool passed) {
    std::vector<ChangeId> added;
    for (ChangeId change = 0; change < in_tip_.size() && added.size() < most; ++change) {
      const Proof& proof = proofs_[change];
      if (!added.empty() && proof.part <= added.size()) continue;
      if (in_tip_[change] || proof.passed != passed || !is_of_priority(change, added)) continue;
      if (!passed && (proof.is_suspect || is_tested_[change])) continue;
      if (would_conflict(trees_, tip_, change)) continue;
      added.push_back(change);
      most = std::min(most, proof.part);
    }
    return added;
  }

  bool is_of_priority(ChangeId change, const std::vector<ChangeId>& others) const {
    return others.empty() || state_.waiting[change].priority == state_.waiting[others.front()].priority;
  }

  bool extend(const std::vector<ChangeId>& added) {
    TreeId tree = tip_;
    for (const ChangeId change : added) tree = trees_.with(tree, change);
    if (!start(tree, Purpose::chain)) return false;
    tip_ = tree;
    for (const ChangeId change : added) in_tip_[change] = true;
    return true;
  }

  // What groups and suspects are tested on: the tip, so that they meet what they have not seen yet. While
  // clashes are felt, a lower part of the chain: it is refuted less often, and with it what stands on it.
  // With 0.1 % semantic conflicts that is 0.72 builds a change for 0.93, and p50 30 minutes for 36.
  TreeId base() const {
    TreeId tree = tip_;
    if (!proofs_.has_clash()) return tree;
    const std::size_t most = sizes_.group * 6;
    while (trees_[tree].size > 0 && (trees_[tree].size > most || !chain_.is_chain(tree))) {
      tree = trees_[tree].before;
    }
    return tree;
  }

  void test_suspects() {
    for (ChangeId first = 0; first < is_tested_.size(); ++first) {
      const Proof& proof = proofs_[first];
      if (!proof.is_suspect || proof.passed || is_tested_[first] || in_tip_[first]) continue;
      if (proof.limit == 1 ? !test_alone(first) : !test_from(first, proof.limit, true)) return;
    }
  }

  // On the tree on which it failed alone, while that can still tell; else on the tip.
  bool test_alone(ChangeId candidate) {
    is_tested_[candidate] = true;
    if (const std::optional<TreeId> failed = failed_alone(candidate)) return ask_anew(*failed);
    const TreeId tree = base();
    if (would_conflict(trees_, tree, candidate)) return true;
    const TreeId alone = trees_.with(tree, candidate);
    return trees_[alone].failed > 0 ? ask_anew(alone) : start(alone, Purpose::suspect);
  }

  std::optional<TreeId> failed_alone(ChangeId candidate) const {
    std::optional<TreeId> found;
    for (TreeId tree = 0; tree < trees_.all().size(); ++tree) {
      const TreeFacts& facts = trees_[tree];
      if (facts.size == 0 || facts.top != candidate || facts.failed == 0 || facts.passed > 0) continue;
      if (trees_[facts.before].size == 0 && trees_.is_known_to_pass(facts.before)) found = tree;
    }
    return found;
  }

  bool ask_anew(TreeId alone) {
    const TreeFacts& facts = trees_[alone];
    if (facts.running > 0) return true;
    if (facts.failed < settings_.runs) return start(alone, Purpose::rerun);
    const TreeId bare = facts.before;
    const bool is_asked = is_bare_asked_ || trees_[bare].running > 0;
    const bool is_told = trees_.is_known_to_pass(bare) || trees_[bare].failed >= settings_.runs;
    if (is_asked || is_told || trees_[bare].size > 0) return true;
    is_bare_asked_ = true;
    return start(bare, Purpose::without);
  }

  bool test_from(ChangeId first, std::size_t most, bool suspects) {
    std::vector<ChangeId> members;
    TreeId tree = base();
    for (ChangeId change = first; change < is_tested_.size() && members.size() < most; ++change) {
      const Proof& proof = proofs_[change];
      if (is_tested_[change] || in_tip_[change] || proof.passed || proof.is_suspect != suspects) continue;
      if (suspects && proof.limit < most) continue;
      if (!is_of_priority(change, members) || would_conflict(trees_, tree, change)) continue;
      members.push_back(change);
      tree = trees_.with(tree, change);
    }
    if (members.empty()) return true;
    if (!start(tree, suspects ? Purpose::suspect : Purpose::group)) return false;
    for (const ChangeId change : members) is_tested_[change] = true;
    return true;
  }

  void test_groups() {
    std::vector<ChangeId> untested;
    for (ChangeId change = 0; change < is_tested_.size(); ++change) {
      const Proof& proof = proofs_[change];
      if (!is_tested_[change] && !in_tip_[change] && !proof.passed && !proof.is_suspect)
        untested.push_back(change);
    }
    if (sizes_.is_direct) return;  // the chain takes them
    for (std::size_t i = 0; i < untested.size(); ++i) {
      if (is_tested_[untested[i]]) continue;
      const std::size_t left = untested.size() - i;
      const TimePoint due = state_.waiting[untested[i]].since + sizes_.gather;
      if (left < sizes_.group && due > now_) return ask_again(due, step_);
      if (!test_from(untested[i], sizes_.group, false)) return;
    }
  }

  Trees& trees_;
  const State& state_;
  const Settings& settings_;
  TimePoint now_;
  Step& step_;
  Sizes sizes_;
  Speculation chain_;
  Proofs proofs_;
  bool are_clashing_;
  std::vector<bool> is_tested_;
  std::vector<bool> in_tip_;
  TreeId tip_ = 0;
  bool is_bare_asked_ = false;
};

class Strict : public Policy {
 public:
  std::string_view name() const override { return "strict"; }
  Rule rule() const override { return Rule::tested_tree; }

  Step next(const State& state, const Settings& settings, TimePoint now) const override {
    Trees trees(state);
    Step step = settle(trees, rule(), settings);
    if (settings.slots > 1) return choose(trees, settings, now, std::move(step));
    if (!changes_the_queue(step) && state.running.empty()) {
      if (auto build = next_batch(trees, settings.most, settings.runs))
        step.start.push_back(std::move(*build));
    }
    return step;
  }

 private:
  static Step choose(Trees& trees, const Settings& settings, TimePoint now, Step step) {
    Decision decision(trees, settings, now, step);
    step.land = decision.landing();
    if (!changes_the_queue(step)) decision.take();
    return step;
  }
};

}  // namespace

std::unique_ptr<Policy> make_strict() {
  return std::make_unique<Strict>();
}

}  // namespace reeve::queue
