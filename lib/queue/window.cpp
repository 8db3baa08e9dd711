#include "queue/window.h"

#include <algorithm>

#include "queue/builds.h"
#include "queue/settle.h"
#include "queue/suspicion.h"

namespace reeve::queue {

namespace {

class Window : public Policy {
 public:
  Window(std::string_view name, std::size_t ahead) : name_(name), ahead_(ahead) {}

  std::string_view name() const override { return name_; }
  Rule rule() const override { return Rule::tested_tree; }

  Step next(const State& state, const Settings& settings, TimePoint) const override {
    Trees trees(state);
    Step step = settle(trees, rule(), settings);
    if (changes_the_queue(step)) return step;
    std::vector<TreeId> chain = wanted(trees, settings.runs, ahead_);
    const auto is_wanted = [&](TreeId tree) {
      return std::find(chain.begin(), chain.end(), tree) != chain.end();
    };
    for (std::size_t i = 0; i < state.running.size(); ++i) {
      if (!is_wanted(trees.of_running()[i])) step.cancel.push_back(state.running[i].number);
    }
    for (const TreeId tree : chain) {
      const TreeFacts& facts = trees[tree];
      if (!has_slot(state, settings, step)) break;
      if (facts.running > 0 || facts.passed > 0) continue;
      const Purpose first = facts.size == 0 ? Purpose::without : Purpose::chain;
      add_build(trees, tree, facts.size > 0 && facts.failed > 0 ? Purpose::rerun : first, step);
    }
    return step;
  }

 private:
  // Who has failed on top of those before it is taken out of the chain, and waits until it is the first.
  static std::vector<TreeId> wanted(Trees& trees, int runs, std::size_t ahead) {
    std::vector<TreeId> chain;
    TreeId tip = trees.newest();
    for (ChangeId change = 0; change < trees.state().waiting.size() && chain.size() < ahead; ++change) {
      if (would_conflict(trees, tip, change)) continue;
      const TreeId tree = trees.with(tip, change);
      const bool is_refuted =
          trees[tree].passed == 0 && trees[tree].failed + trees[tree].could_not_run >= runs;
      if (is_refuted && trees[tree].size == 1 && !trees.is_known_to_pass(tip)) chain.push_back(tip);
      if (is_refuted) continue;
      chain.push_back(tree);
      tip = tree;
    }
    return chain;
  }

  std::string_view name_;
  std::size_t ahead_;
};

}  // namespace

std::unique_ptr<Policy> make_window() {
  return std::make_unique<Window>("window", 20);
}
std::unique_ptr<Policy> make_wide_window() {
  return std::make_unique<Window>("wide-window", 100);
}

}  // namespace reeve::queue
