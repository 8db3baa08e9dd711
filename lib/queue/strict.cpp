#include "queue/strict.h"

#include <algorithm>

#include "queue/batch.h"
#include "queue/settle.h"
#include "queue/sizes.h"
#include "queue/speculation.h"
#include "queue/standing.h"
#include "queue/suspicion.h"

namespace reeve::queue {

namespace {

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
        standings_(trees, sizes_.telling, settings.runs),
        chain_(trees, standings_, settings.runs),
        is_tested_(state_.waiting.size()) {
    for (ChangeId change = 0; change < is_tested_.size(); ++change) {
      is_tested_[change] = standings_[change].is_tested;
    }
  }

  void take() {
    cancel_pointless();
    for (const TreeId tree : chain_.doubted()) start(tree, Purpose::rerun);
    extend_by_passed();
    test_suspects();
    extend_by_unproven();
    test_groups();
  }

 private:
  bool has_slot() const {
    return state_.running.size() - step_.cancel.size() + step_.start.size() < settings_.slots;
  }

  bool start(TreeId tree, Purpose purpose) {
    if (!has_slot()) return false;
    Build build;
    build.purpose = purpose;
    build.tree = trees_.told(tree);
    step_.start.push_back(std::move(build));
    return true;
  }

  void ask_again(TimePoint time) { step_.again = step_.again ? std::min(*step_.again, time) : time; }

  // Nothing follows from a tree that has lost a candidate, or that can not land and whose candidates have all
  // passed elsewhere.
  void cancel_pointless() {
    for (std::size_t i = 0; i < state_.running.size(); ++i) {
      const TreeId tree = trees_.of_running()[i];
      const TreeFacts& facts = trees_[tree];
      if (facts.size == 0) continue;
      const bool can_land = facts.is_alive && facts.place == state_.line.size();
      if (can_land || (facts.is_intact && standings_.count_unproven(tree) > 0)) continue;
      step_.cancel.push_back(state_.running[i].number);
    }
  }

  std::vector<bool> in_tree(TreeId tree) const {
    std::vector<bool> result(state_.waiting.size());
    for (const ChangeId change : trees_.changes(tree)) result[change] = true;
    return result;
  }

  bool is_paced() {
    if (trees_[chain_.tip()].size == 0) return false;
    const TimePoint due = chain_.last_start() + sizes_.pace;
    if (due <= now_) return false;
    ask_again(due);
    return true;
  }

  // Of one priority and in turn; those that clash in parts, the others before them.
  void extend_by_passed() {
    tip_ = chain_.tip();
    in_tip_ = in_tree(tip_);
    while (true) {
      const std::vector<ChangeId> added = next_passed();
      if (added.empty() || is_paced() || !extend(added)) return;
    }
  }

  // Those that have clashed go a few at a time, after the others: two of them may break together.
  std::vector<ChangeId> next_passed() {
    std::vector<ChangeId> added;
    std::vector<ChangeId> clashed;
    for (ChangeId change = 0; change < in_tip_.size(); ++change) {
      const Standing& standing = standings_[change];
      if (!standing.passed || in_tip_[change] || would_conflict(trees_, tip_, change)) continue;
      if (standing.has_clashed) {
        clashed.push_back(change);
      } else if (is_of_priority(change, added)) {
        added.push_back(change);
      }
    }
    if (added.size() > sizes_.joined) added.resize(sizes_.joined);
    if (!added.empty()) return added;
    if (clashed.size() > sizes_.group) clashed.resize(sizes_.group);
    const std::vector<ChangeId> first(clashed.begin(), clashed.begin() + (clashed.empty() ? 0 : 1));
    std::erase_if(clashed, [&](ChangeId change) { return !is_of_priority(change, first); });
    return clashed;
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

  void extend_by_unproven() {
    std::size_t unproven = standings_.count_unproven(tip_);
    bool is_first = true;
    while (unproven < sizes_.ahead) {
      const std::vector<ChangeId> added = next_unproven(std::min(sizes_.level, sizes_.ahead - unproven));
      if (added.empty()) return;
      if (is_first && added.size() < sizes_.level && is_paced()) return;
      if (!extend(added)) return;
      is_first = false;
      unproven += added.size();
      if (unproven > sizes_.telling) continue;
      for (const ChangeId change : added) is_tested_[change] = true;
    }
  }

  std::vector<ChangeId> next_unproven(std::size_t most) {
    std::vector<ChangeId> added;
    for (ChangeId change = 0; change < in_tip_.size() && added.size() < most; ++change) {
      const Standing& standing = standings_[change];
      if (standing.passed || standing.is_suspect || in_tip_[change] || !is_of_priority(change, added))
        continue;
      if (!would_conflict(trees_, tip_, change)) added.push_back(change);
    }
    return added;
  }

  void test_suspects() {
    for (ChangeId first = 0; first < is_tested_.size(); ++first) {
      const Standing& standing = standings_[first];
      if (!standing.is_suspect || standing.passed || is_tested_[first]) continue;
      const std::size_t limit = standing.limit;
      if (limit == 1 ? !test_alone(first) : !test_from(first, limit, true, Purpose::suspect)) return;
    }
  }

  // On the place of the line where it failed alone, if that still can tell; else on the newest.
  bool test_alone(ChangeId candidate) {
    TreeId alone = trees_.newest();
    for (TreeId tree = 0; tree < trees_.all().size(); ++tree) {
      const TreeFacts& facts = trees_[tree];
      const bool is_it = facts.size == 1 && facts.top == candidate && facts.failed > 0;
      if (is_it && trees_.is_known_to_pass(facts.before)) alone = tree;
    }
    if (alone == trees_.newest()) {
      if (would_conflict(trees_, alone, candidate)) return true;
      alone = trees_.with(alone, candidate);
    }
    if (!chain_.is_refuted(alone)) {
      is_tested_[candidate] = true;
      return start(alone, trees_[alone].failed > 0 ? Purpose::rerun : Purpose::suspect);
    }
    const TreeId bare = trees_[alone].before;
    const bool is_asked = is_bare_asked_ || trees_[bare].running > 0;
    if (is_asked || trees_.is_known_to_pass(bare) || chain_.is_refuted(bare)) return true;
    is_bare_asked_ = true;
    return start(bare, Purpose::without);
  }

  bool test_from(ChangeId first, std::size_t most, bool suspects, Purpose purpose) {
    std::vector<ChangeId> members;
    TreeId tree = trees_.newest();
    for (ChangeId change = first; change < is_tested_.size() && members.size() < most; ++change) {
      const Standing& standing = standings_[change];
      if (is_tested_[change] || standing.passed || standing.is_suspect != suspects) continue;
      if (suspects && standing.limit < most) continue;
      if (!is_of_priority(change, members) || would_conflict(trees_, tree, change)) continue;
      members.push_back(change);
      tree = trees_.with(tree, change);
    }
    if (members.empty()) return true;
    if (!start(tree, purpose)) return false;
    for (const ChangeId change : members) is_tested_[change] = true;
    return true;
  }

  void test_groups() {
    std::vector<ChangeId> untested;
    for (ChangeId change = 0; change < is_tested_.size(); ++change) {
      const Standing& standing = standings_[change];
      if (!is_tested_[change] && !standing.passed && !standing.is_suspect) untested.push_back(change);
    }
    for (std::size_t i = 0; i < untested.size(); ++i) {
      if (is_tested_[untested[i]]) continue;
      const std::size_t left = untested.size() - i;
      const TimePoint due = state_.waiting[untested[i]].since + sizes_.gather;
      if (left < sizes_.group && due > now_) return ask_again(due);
      if (!test_from(untested[i], sizes_.group, false, Purpose::group)) return;
    }
  }

  Trees& trees_;
  const State& state_;
  const Settings& settings_;
  TimePoint now_;
  Step& step_;
  Sizes sizes_;
  Standings standings_;
  Speculation chain_;
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
    if (changes_the_queue(step)) return step;
    if (settings.slots > 1) {
      Decision(trees, settings, now, step).take();
    } else if (state.running.empty()) {
      if (auto build = next_batch(trees, settings.most, settings.runs))
        step.start.push_back(std::move(*build));
    }
    return step;
  }
};

}  // namespace

std::unique_ptr<Policy> make_strict() {
  return std::make_unique<Strict>();
}

}  // namespace reeve::queue
