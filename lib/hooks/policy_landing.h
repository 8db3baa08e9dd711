// What the verdict of a landing must say. Pure: the verdict and what the server knows in, an objection out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hooks/policy.h"
#include "hub/verdict.h"

namespace reeve::hooks {

struct LandingFacts {
  std::string goal;
  std::string target;
  git::Oid base;                     // the target's old tip, as the server has it
  git::Oid commit;                   // its new tip
  git::Oid tree;                     // of the new tip
  git::Oid policy;                   // blob of .reeve/config.toml that the judge must have read; zero: none
  std::vector<std::string> tasks;    // that land, in order
  std::vector<std::string> checks;   // commands that must have passed
  std::vector<std::string> skipped;  // that may have been skipped: their paths have not changed
  std::vector<std::string> quarantined;  // of `checks`, those that may have failed
  // What they must have passed on. `earlier_trees`: the policy of [gate] verifies after landing. `nothing`: a
  // revert takes back what has failed.
  enum class Proof { this_tree, earlier_trees, nothing } proof = Proof::this_tree;
};

// The first thing that is wrong with it: another tree, another base, a check that is missing or did not pass.
std::optional<Objection> objection_to_verdict(const Verdict& verdict, const LandingFacts& facts);

}  // namespace reeve::hooks
