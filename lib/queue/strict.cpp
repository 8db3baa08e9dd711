#include "queue/strict.h"

#include "queue/batch.h"
#include "queue/settle.h"

namespace reeve::queue {

namespace {

class Strict : public Policy {
 public:
  std::string_view name() const override { return "strict"; }
  Rule rule() const override { return Rule::tested_tree; }

  Step next(const State& state, const Settings& settings, TimePoint) const override {
    Trees trees(state);
    Step step = settle(trees, rule(), settings);
    if (changes_the_queue(step) || !state.running.empty()) return step;
    if (auto build = next_batch(trees, settings.most, settings.runs)) step.start.push_back(std::move(*build));
    return step;
  }
};

}  // namespace

std::unique_ptr<Policy> make_strict() {
  return std::make_unique<Strict>();
}

}  // namespace reeve::queue
