#include "queue/batch.h"

#include <algorithm>

#include "queue/builds.h"
#include "queue/settle.h"
#include "queue/suspicion.h"

namespace reeve::queue {

namespace {

class Batch : public Policy {
 public:
  explicit Batch(bool is_serial) : is_serial_(is_serial) {}

  std::string_view name() const override { return is_serial_ ? "serial" : "batch"; }
  Rule rule() const override { return Rule::tested_tree; }

  Step next(const State& state, const Settings& settings, TimePoint) const override {
    Trees trees(state);
    Step step = settle(trees, rule(), settings);
    if (changes_the_queue(step) || !state.running.empty()) return step;
    if (auto build = next_batch(trees, is_serial_ ? 1 : settings.most, settings.runs)) {
      step.start.push_back(std::move(*build));
    }
    return step;
  }

 private:
  bool is_serial_;
};

// One that failed alone on the line's newest: is it a flake, or is it the newest itself?
std::optional<Build> questioned(const Trees& trees, TreeId alone, int runs) {
  if (trees[alone].failed < runs) return make_build(trees, alone, Purpose::rerun);
  const TreeId bare = trees[alone].before;
  if (trees.is_known_to_pass(bare) || trees[bare].failed >= runs) return std::nullopt;
  return make_build(trees, bare, Purpose::without);
}

}  // namespace

std::optional<Build> next_batch(Trees& trees, std::size_t most, int runs) {
  const std::vector<Candidate>& waiting = trees.state().waiting;
  const std::vector<std::size_t> limits = narrowed(trees);
  TreeId tree = trees.newest();
  std::size_t limit = most;
  int priority = 0;
  for (ChangeId change = 0; change < waiting.size() && trees[tree].size < limit; ++change) {
    const bool is_first = trees[tree].size == 0;
    if (!is_first && (waiting[change].priority != priority || limits[change] <= trees[tree].size)) continue;
    if (would_conflict(trees, tree, change)) continue;
    priority = waiting[change].priority;
    limit = std::min(limit, limits[change]);
    tree = trees.with(tree, change);
  }
  const TreeFacts& facts = trees[tree];
  if (facts.size == 0) return std::nullopt;
  if (facts.size == 1 && facts.has_failed()) return questioned(trees, tree, runs);
  const bool has_suspects = limit < most;
  return make_build(trees, tree, has_suspects ? Purpose::suspect : Purpose::group);
}

std::unique_ptr<Policy> make_batch() {
  return std::make_unique<Batch>(false);
}
std::unique_ptr<Policy> make_serial() {
  return std::make_unique<Batch>(true);
}

}  // namespace reeve::queue
