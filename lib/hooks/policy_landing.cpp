#include "hooks/policy_landing.h"

#include <algorithm>

#include "base/text.h"

namespace reeve::hooks {

namespace {

Objection refused(const std::string& what) {
  return {Rule::verdict, what, "let the judge test it again: git reeve judge"};
}

using Proof = LandingFacts::Proof;

bool has_passed(const std::vector<Receipt>& receipts, const std::string& command, const LandingFacts& facts) {
  return std::ranges::any_of(receipts, [&](const Receipt& receipt) {
    if (receipt.command != command || receipt.result != CheckResult::pass) return false;
    return facts.proof != Proof::this_tree ||
           (receipt.tree == facts.tree.hex() && receipt.where == CheckPlace::gate);
  });
}

}  // namespace

std::optional<Objection> objection_to_verdict(const Verdict& verdict, const LandingFacts& facts) {
  if (verdict.goal != facts.goal || verdict.target != facts.target)
    return refused("the verdict is for " + verdict.target + " of goal " + verdict.goal);
  if (verdict.base != facts.base)
    return refused("the verdict is for a target at " + verdict.base.short_hex() + ", and it is at " +
                   facts.base.short_hex());
  if (verdict.commit != facts.commit || verdict.tree != facts.tree)
    return refused("the verdict is for tree " + verdict.tree.short_hex() + " of commit " +
                   verdict.commit.short_hex());
  if (verdict.policy != facts.policy)
    return refused("the verdict went by another .reeve/config.toml than the target has");
  if (verdict.tasks != facts.tasks)
    return refused("the verdict is for other tasks: " + join(verdict.tasks, ", "));
  if (facts.proof == Proof::nothing) return std::nullopt;
  if (verdict.receipts.empty()) return refused("the verdict names no check");
  for (const Receipt& receipt : verdict.receipts)
    if (!has_passed({receipt}, receipt.command, facts))
      return refused("the verdict's check '" + receipt.command + "' did not pass on this tree");
  for (const std::string& command : facts.checks)
    if (!has_passed(verdict.receipts, command, facts))
      return refused("the check '" + command + "' is missing in the verdict");
  return std::nullopt;
}

}  // namespace reeve::hooks
