#include "queue/builds.h"

#include <algorithm>

namespace reeve::queue {

Build make_build(const Trees& trees, TreeId tree, Purpose purpose) {
  Build build;
  build.purpose = purpose;
  build.tree = trees.told(tree);
  return build;
}

std::size_t count_builds(const State& state, const Step& step) {
  return state.running.size() - step.cancel.size() + step.start.size();
}

bool has_slot(const State& state, const Settings& settings, const Step& step) {
  return count_builds(state, step) < settings.slots;
}

void add_build(const Trees& trees, TreeId tree, Purpose purpose, Step& step) {
  step.start.push_back(make_build(trees, tree, purpose));
}

void ask_again(TimePoint time, Step& step) {
  step.again = step.again ? std::min(*step.again, time) : time;
}

}  // namespace reeve::queue
