#include "queue/after.h"

#include <algorithm>

#include "queue/settle.h"
#include "queue/sizes.h"
#include "queue/standing.h"
#include "queue/suspicion.h"
#include "queue/verification.h"

namespace reeve::queue {

namespace {

class Groups {
 public:
  Groups(Trees& trees, Rule rule, const Settings& settings, TimePoint now, Step& step)
      : trees_(trees),
        rule_(rule),
        state_(trees.state()),
        settings_(settings),
        now_(now),
        step_(step),
        sizes_(sizes_for(state_, settings, now)),
        standings_(trees, settings.most, settings.runs),
        taken_(state_.waiting.size()) {}

  void start() {
    for (ChangeId change = 0; change < taken_.size(); ++change) {
      if (taken_[change] || standings_[change].is_tested || !has_slot()) continue;
      const bool is_suspect = standings_[change].is_suspect && !standings_[change].passed;
      const std::size_t most = is_suspect ? standings_[change].limit : sizes_.group;
      if (is_suspect && most == 1) {
        alone(change);
      } else {
        group(change, most, is_suspect);
      }
    }
  }

 private:
  bool has_slot() const {
    return state_.running.size() - step_.cancel.size() + step_.start.size() < settings_.slots;
  }

  // On the newest place that is known to pass, so that a failure is nobody's but theirs; in lanes on the
  // newest of all while nothing speaks against it, since whatever landed after it may keep them from landing.
  TreeId base() {
    const bool is_newest_trusted = rule_ == Rule::tested_apart && trees_[trees_.newest()].failed == 0;
    if (!state_.has_green || is_newest_trusted) return trees_.newest();
    base_.position = state_.green;
    return trees_.with(base_);
  }

  void begin(TreeId tree, Purpose purpose) {
    Build build;
    build.purpose = purpose;
    build.tree = trees_.told(tree);
    step_.start.push_back(std::move(build));
  }

  void alone(ChangeId change) {
    TreeId tree = trees_.with(base(), change);
    for (TreeId other = 0; other < trees_.all().size(); ++other) {
      const TreeFacts& facts = trees_[other];
      const bool is_it = facts.size == 1 && facts.top == change && facts.failed > 0;
      if (is_it && trees_.is_known_to_pass(facts.before)) tree = other;
    }
    const TreeFacts& facts = trees_[tree];
    if (facts.failed < settings_.runs) {
      return begin(tree, facts.failed > 0 ? Purpose::rerun : Purpose::suspect);
    }
    const TreeFacts& bare = trees_[facts.before];
    const bool is_asked = is_bare_asked_ || bare.running > 0 || bare.failed >= settings_.runs;
    if (is_asked || trees_.is_known_to_pass(facts.before)) return;
    is_bare_asked_ = true;
    begin(facts.before, Purpose::without);
  }

  void group(ChangeId first, std::size_t most, bool suspects) {
    TreeId tree = base();
    for (ChangeId change = first; change < taken_.size() && trees_[tree].size < most; ++change) {
      const Standing& standing = standings_[change];
      const bool fits = !taken_[change] && !standing.is_tested &&
                        (standing.is_suspect && !standing.passed) == suspects &&
                        state_.waiting[change].priority == state_.waiting[first].priority;
      if (!fits || would_conflict(trees_, tree, change)) continue;
      taken_[change] = true;
      tree = trees_.with(tree, change);
    }
    if (trees_[tree].size == 0) return;
    const TimePoint due = state_.waiting[first].since + sizes_.gather;
    if (suspects || trees_[tree].size == most || due <= now_) {
      return begin(tree, suspects ? Purpose::suspect : Purpose::group);
    }
    step_.again = step_.again ? std::min(*step_.again, due) : due;
  }

  Trees& trees_;
  Rule rule_;
  const State& state_;
  const Settings& settings_;
  TimePoint now_;
  Step& step_;
  Sizes sizes_;
  Standings standings_;
  std::vector<bool> taken_;
  Tree base_;
  bool is_bare_asked_ = false;
};

class After : public Policy {
 public:
  After(std::string_view name, Rule rule) : name_(name), rule_(rule) {}
  std::string_view name() const override { return name_; }
  Rule rule() const override { return rule_; }

  Step next(const State& state, const Settings& settings, TimePoint now) const override {
    Trees trees(state);
    Step step = settle(trees, rule(), settings);
    verify(trees, settings, now, step);
    if (!step.stopped.empty()) step.land.clear();
    if (changes_the_queue(step)) {
      step.start.clear();
      return step;
    }
    Groups(trees, rule_, settings, now, step).start();
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
