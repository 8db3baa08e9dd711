#include "queue/after.h"

#include <algorithm>
#include <cmath>

#include "queue/alone.h"
#include "queue/builds.h"
#include "queue/evidence.h"
#include "queue/lanes.h"
#include "queue/red.h"
#include "queue/settle.h"
#include "queue/suspicion.h"
#include "queue/verification.h"

namespace reeve::queue {

namespace {

// Groups on the newest place that is known to pass, so that a failure is nobody's but theirs.
class Groups {
 public:
  Groups(Trees& trees, const Settings& settings, TimePoint now, Step& step)
      : trees_(trees),
        state_(trees.state()),
        settings_(settings),
        now_(now),
        step_(step),
        base_(newest_known(trees)),
        evidence_(evidence_of(trees, settings.runs)),
        is_taken_(evidence_.size()) {
    choose_sizes();
    for (const TreeId tree : trees_.of_running()) {
      if (!trees_[tree].is_intact) continue;
      for (const ChangeId change : trees_.changes(tree))
        if (trees_.waits(change)) is_taken_[change] = true;
    }
  }

  void start() {
    for (ChangeId change = 0; change < evidence_.size(); ++change) {
      if (is_taken_[change] || has_passed(change)) continue;
      if (!has_slot(state_, settings_, step_)) return;
      const std::size_t suspects = evidence_[change].suspects;
      const bool is_asked = suspects == 1 && test_alone(trees_, settings_, change, is_bare_asked_, step_);
      if (is_asked) continue;
      test_from(change, suspects > 0 ? narrower(suspects) : group_, suspects > 0);
    }
  }

 private:
  bool has_passed(ChangeId change) const {
    return evidence_[change].passed || state_.waiting[change].passed_on_branch;
  }

  // The fewest builds for each that lands, and more where the slots would not do.
  void choose_sizes() {
    const Milliseconds duration = state_.history.duration;
    const auto recent = std::count_if(state_.waiting.begin(), state_.waiting.end(),
                                      [&](const auto& waiting) { return waiting.since + duration > now_; });
    const double best = 0.9 / std::sqrt(state_.history.bad_share());
    const double pressed = static_cast<double>(recent) / (static_cast<double>(settings_.slots) * 0.6);
    group_ = std::min(static_cast<std::size_t>(std::max({best, pressed, 1.0})), settings_.most);
    gather_ = std::chrono::duration_cast<Milliseconds>(duration * 0.06);
  }

  // Of one priority, and suspects apart from the others. Who could not be merged there is tested on the
  // newest: what it met may have been reverted.
  void test_from(ChangeId first, std::size_t most, bool suspects) {
    const bool is_alone = is_unmerged_at_base(first);
    TreeId tree = is_alone ? trees_.newest() : base_;
    std::vector<ChangeId> members;
    for (ChangeId change = first; change < is_taken_.size() && members.size() < most; ++change) {
      const bool fits = !is_taken_[change] && !has_passed(change) &&
                        (evidence_[change].suspects > 0) == suspects &&
                        state_.waiting[change].priority == state_.waiting[first].priority;
      const bool is_other = change != first && (is_alone || is_unmerged_at_base(change));
      if (!fits || is_other || would_conflict(trees_, tree, change)) continue;
      members.push_back(change);
      tree = trees_.with(tree, change);
    }
    for (const ChangeId change : members) is_taken_[change] = true;
    if (members.empty()) return;
    const TimePoint due = state_.waiting[first].since + gather_;
    if (suspects || members.size() == most || due <= now_) return begin(tree, suspects);
    ask_again(due, step_);
  }

  void begin(TreeId tree, bool suspects) {
    const TreeFacts& facts = trees_[tree];
    if (facts.running > 0 || facts.failed >= settings_.runs) return;  // until something else happens
    const Purpose first = suspects ? Purpose::suspect : Purpose::group;
    add_build(trees_, tree, facts.failed > 0 ? Purpose::rerun : first, step_);
  }

  bool is_unmerged_at_base(ChangeId change) const {
    return base_ != trees_.newest() && is_unmerged_on(trees_, base_, change);
  }

  Trees& trees_;
  const State& state_;
  const Settings& settings_;
  TimePoint now_;
  Step& step_;
  TreeId base_;
  std::vector<Evidence> evidence_;
  std::vector<bool> is_taken_;
  std::size_t group_ = 1;
  Milliseconds gather_{0};
  bool is_bare_asked_ = false;
};

// Share of candidates. One that is seen is felt for the next 1,400: who meets what it breaks with at its
// first test is taken for a bad one, so that fewer are seen than there are. With 0.0005 a line that has been
// sound for four hours is red for twenty minutes again.
constexpr double bearable_clashes_on_line = 0.0001;

bool are_clashing(const Trees& trees, const Settings& settings) {
  return trees.state().history.clash_share() > bearable_clashes_on_line ||
         !red_part(trees, settings.runs).is_empty();
}

class After : public Policy {
 public:
  After(std::string_view name, Rule rule) : name_(name), rule_(rule) {}
  std::string_view name() const override { return name_; }
  Rule rule() const override { return rule_; }

  Step next(const State& state, const Settings& settings, TimePoint now) const override {
    Trees trees(state);
    const bool is_apart = rule_ == Rule::tested_apart || are_clashing(trees, settings);
    Step step = settle(trees, is_apart ? Rule::tested_apart : rule_, settings);
    const Tip tip = verify(trees, settings, now, step);
    if (!step.stopped.empty()) step.land.clear();
    if (changes_the_queue(step)) {
      step.start.clear();
      return step;
    }
    // On a red line most of what is built fails with it. With what lands by the rule of trees tested apart it
    // gets red so seldom that it is not worth the wait.
    if (rule_ == Rule::tested_once && tip == Tip::red) return step;
    if (is_apart) {
      start_lanes(trees, settings, now, step);
    } else {
      Groups(trees, settings, now, step).start();
    }
    return step;
  }

 private:
  std::string_view name_;
  Rule rule_;
};

}  // namespace

std::unique_ptr<Policy> make_lanes() {
  return std::make_unique<After>("lanes", Rule::tested_apart);
}
std::unique_ptr<Policy> make_optimistic() {
  return std::make_unique<After>("optimistic", Rule::tested_once);
}

}  // namespace reeve::queue
