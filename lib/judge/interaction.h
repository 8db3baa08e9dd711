// By what changes can interact, for the policies that let land what cannot (queue::Candidate::touches).
//
// Without [gate.targets] it is the paths that a change touches. With them, it is the targets that have these
// paths, and all targets that are made from those, directly or not: two libraries of one program can break
// it together though neither needs the other, so what both go into has to be tested with both. A path that is
// in no target may be anything, such as a rule that all is built by; a change that touches one can interact
// with all others. Who has files that go into nothing (documents) names a target for them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/config.h"
#include "queue/queue.h"

namespace reeve {

struct Touched {
  std::set<std::string> names;  // of targets, or paths where there are no targets; empty: of all
  std::string stray;            // the first path that is in no target; empty: each is in one
};

Touched touched_by(const std::vector<std::string>& paths, const BuildTargets& targets);

// Of each candidate, in turn, the nearest one before it that it can interact with, for people: "shares
// 'parser' with fix-1 ahead of it". `strays`: Touched::stray by candidate. A candidate that has none of both
// is not in the answer. Quotes paths and names so that they harm no terminal.
std::map<std::string, std::string> told_interactions(const std::vector<queue::Candidate>& waiting,
                                                     const std::map<std::string, std::string>& strays);

}  // namespace reeve
