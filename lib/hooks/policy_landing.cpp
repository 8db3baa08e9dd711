#include "hooks/policy_landing.h"

#include <algorithm>

#include "base/text.h"

namespace reeve::hooks {

namespace {

Objection verdict_objection(const std::string& what) {
  return {Rule::verdict, what, "let the judge test it again: git reeve judge"};
}

using Proof = LandingFacts::Proof;

bool contains(const std::vector<std::string>& commands, const std::string& command) {
  return std::ranges::find(commands, command) != commands.end();
}

// On the tree that the policy of [gate] asks for.
bool is_of_right_tree(const Receipt& receipt, const LandingFacts& facts) {
  if (facts.proof != Proof::this_tree) return true;
  return receipt.tree == facts.tree.hex() && receipt.where == CheckPlace::gate;
}

// A check that passed, or that need not have.
bool is_good(const Receipt& receipt, const LandingFacts& facts) {
  if (!is_of_right_tree(receipt, facts)) return false;
  switch (receipt.result) {
    case CheckResult::pass:
      return true;
    case CheckResult::skipped:
      return contains(facts.skipped, receipt.command);
    case CheckResult::quarantined:
      return contains(facts.quarantined, receipt.command);
    case CheckResult::fail:
    case CheckResult::could_not_run:
      return false;
  }
  return false;
}

std::string problem_with(const Receipt& receipt) {
  if (receipt.result == CheckResult::skipped) return "was skipped, and is for paths that change";
  if (receipt.result == CheckResult::quarantined) return "failed, and is not in quarantine";
  return "did not pass on this tree";
}

}  // namespace

std::optional<Objection> objection_to_verdict(const Verdict& verdict, const LandingFacts& facts) {
  if (verdict.goal != facts.goal || verdict.target != facts.target)
    return verdict_objection("the verdict is for " + verdict.target + " of goal " + verdict.goal);
  if (verdict.base != facts.base)
    return verdict_objection("the verdict is for a target at " + verdict.base.short_hex() +
                             ", and it is at " + facts.base.short_hex());
  if (verdict.commit != facts.commit || verdict.tree != facts.tree)
    return verdict_objection("the verdict is for tree " + verdict.tree.short_hex() + " of commit " +
                             verdict.commit.short_hex());
  if (verdict.policy != facts.policy)
    return verdict_objection("the verdict went by another .reeve/config.toml than the target has");
  if (verdict.tasks != facts.tasks)
    return verdict_objection("the verdict is for other tasks: " + join(verdict.tasks, ", "));
  if (facts.proof == Proof::nothing) return std::nullopt;
  if (verdict.receipts.empty()) return verdict_objection("the verdict names no check");
  for (const Receipt& receipt : verdict.receipts)
    if (!is_good(receipt, facts))
      return verdict_objection("the verdict's check '" + receipt.command + "' " + problem_with(receipt));
  for (const std::string& command : facts.checks)
    if (std::ranges::find(verdict.receipts, command, &Receipt::command) == verdict.receipts.end())
      return verdict_objection("the check '" + command + "' is missing in the verdict");
  return std::nullopt;
}

}  // namespace reeve::hooks
