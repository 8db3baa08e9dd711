// What follows from builds that have ended: which changes may land, which candidates are to blame. The one
// place where that is said, whatever policy chose the builds: a policy that is wrong costs builds, and never
// lands what did not pass nor blames what is good.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "queue/queue.h"

namespace reeve::queue {

// How a change comes to land.
enum class Rule {
  // Only a tree that itself passed: the target's newest with these candidates on top.
  tested_tree,
  // What passed on an earlier tree of the line, and passed with each that landed since and can interact with
  // it: see apart.h for the argument.
  tested_apart,
  // What passed on any tree of the line, or on its own branch.
  tested_once,
};

// What may land now, on top of the line's newest, in this order: by the rule of tested trees all candidates
// of one tree that passed, the longest where there are several; else all that may. Empty: nothing.
std::vector<std::string> may_land(const State& state, Rule rule);

// Whether these candidates in this order may land now, as one push.
bool may_land(const State& state, Rule rule, const std::vector<std::string>& changes);

struct Blame {
  std::string id;
  Result failure;  // the last failed build of it alone, on a tree that passes without it
};

// Candidates that are to be rejected: the tree of a place on the line with it alone on top failed `runs`
// times and never passed, and that place is known to pass: it has passed, or is `green`. A tree in which
// others are still in flight blames nobody, for they may never land.
std::vector<Blame> to_blame(const State& state, int runs);

// Candidates that nothing can be said of: on the line's newest, it fails with them and without them, each
// `runs` times; or a build with them alone could not run.
std::vector<Blame> undecided(const State& state, int runs);

// The same for who has read the state's trees already.
class Trees;
std::vector<std::string> may_land(const Trees& trees, Rule rule);
std::vector<Blame> to_blame(const Trees& trees, int runs);
std::vector<Blame> undecided(const Trees& trees, int runs);

}  // namespace reeve::queue
