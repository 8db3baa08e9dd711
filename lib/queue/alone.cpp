#include "queue/alone.h"

#include "queue/builds.h"
#include "queue/evidence.h"
#include "queue/suspicion.h"

namespace reeve::queue {

namespace {

// Where it failed alone, if that can tell.
TreeId place_to_test(Trees& trees, ChangeId candidate) {
  TreeId alone = trees.with(newest_known(trees), candidate);
  if (trees[alone].passed > 0) return alone;
  for (TreeId tree = 0; tree < trees.all().size(); ++tree) {
    const TreeFacts& facts = trees[tree];
    const bool is_it = facts.size == 1 && facts.top == candidate && facts.failed > 0 && facts.passed == 0;
    if (is_it && trees.is_known_to_pass(facts.before)) alone = tree;
  }
  return alone;
}

}  // namespace

bool test_alone(Trees& trees, const Settings& settings, ChangeId candidate, bool& is_bare_asked, Step& step) {
  const TreeId alone = place_to_test(trees, candidate);
  const TreeFacts facts = trees[alone];
  if (facts.passed > 0 || is_unmerged_on(trees, facts.before, candidate)) return false;
  if (facts.running > 0) return true;
  if (facts.failed < settings.runs) {
    add_build(trees, alone, facts.failed > 0 ? Purpose::rerun : Purpose::suspect, step);
    return true;
  }
  const TreeFacts& bare = trees[facts.before];
  const bool is_asked = is_bare_asked || bare.running > 0 || bare.failed >= settings.runs;
  if (is_asked || trees.is_known_to_pass(facts.before)) return true;
  is_bare_asked = true;
  add_build(trees, facts.before, Purpose::without, step);
  return true;
}

}  // namespace reeve::queue
