#include "judge/landing.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "hub/ledger.h"
#include "hub/words.h"
#include "judge/signing.h"
#include "task/ref_names.h"
#include "workspace/check.h"

namespace reeve {

namespace {

constexpr std::string_view config_path = ".reeve/config.toml";

// Of the batch's receipts, those that speak for this task: the gate's checks and its own.
std::vector<Receipt> receipts_for(const TaskState& state, const Config& config,
                                  const std::vector<Receipt>& all) {
  const auto commands = checks_for(config.gate, state.spec);
  std::vector<Receipt> own;
  std::copy_if(all.begin(), all.end(), std::back_inserter(own), [&](const Receipt& receipt) {
    return std::find(commands.begin(), commands.end(), receipt.command) != commands.end();
  });
  return own;
}

// "pass, in a batch of 3; flaky: 'ctest'; in quarantine: 'ui'": nobody has to look for what was not plain.
std::string verdict_for(const Chain& chain, const git::Oid& tree, const std::vector<Receipt>& receipts) {
  const bool is_of_this_tree = std::all_of(
      receipts.begin(), receipts.end(), [&](const Receipt& receipt) { return receipt.tree == tree.hex(); });
  std::string text = "pass";
  if (!is_of_this_tree) text += ", before it was merged with what landed meanwhile";
  if (is_of_this_tree && chain.links.size() > 1)
    text += fmt::format(", in a batch of {}", chain.links.size());
  for (const Receipt& receipt : receipts) {
    if (is_flaky(receipt)) text += fmt::format("; flaky: '{}'", one_line(receipt.command));
    if (receipt.result == CheckResult::quarantined)
      text += fmt::format("; in quarantine: '{}'", one_line(receipt.command));
  }
  return text;
}

// What the configuration was when this landing's checks were chosen.
git::Oid policy_of(const git::Repository& repository, const GoalRecord& goal) {
  const auto entry = repository.entry_at(repository.tree_of(goal.base()), std::string(config_path));
  return entry ? entry->id : git::Oid();
}

std::vector<std::string> ids_of(const Chain& chain) {
  std::vector<std::string> ids;
  for (const Link& link : chain.links) ids.push_back(link.task.id());
  return ids;
}

git::Signature signature_at(TaskStore& store) {
  git::Signature signature = store.signature();
  signature.when = store.clock().now();
  return signature;
}

}  // namespace

SignedVerdict verdict_on(Hub& hub, const GoalRecord& goal, const git::Oid& base, const git::Oid& commit,
                         const std::vector<std::string>& tasks, const std::vector<Receipt>& receipts) {
  Verdict verdict;
  verdict.goal = goal.id();
  verdict.target = goal.state.spec.target;
  verdict.base = base;
  verdict.commit = commit;
  verdict.tree = hub.objects().tree_of(commit);
  verdict.policy = policy_of(hub.objects(), goal);
  verdict.tasks = tasks;
  verdict.receipts = receipts;
  return signed_verdict(hub.objects(), verdict_text(verdict));
}

bool land(TaskStore& store, const GoalRecord& goal, const Config& config, const Chain& chain,
          const std::vector<Receipt>& receipts, LedgerTotals& totals) {
  Transaction transaction;
  transaction.reason = "land " + count_of(chain.links.size(), "task");
  const std::string verdict = verdict_for(chain, store.hub().objects().tree_of(chain.tip()), receipts);
  std::map<git::Oid, std::string> notes;
  for (const Link& link : chain.links) {
    auto landing =
        store.landing(link.task, link.commit, receipts_for(link.task.state, config, receipts), verdict);
    notes.emplace(link.commit, ledger_note(landing.state, landing.text));
    transaction.updates.insert(transaction.updates.end(), landing.updates.begin(), landing.updates.end());
  }
  Hub& hub = store.hub();
  std::string& tip_note = notes.at(chain.tip());
  tip_note = with_verdict(tip_note, verdict_on(hub, goal, chain.base, chain.tip(), ids_of(chain), receipts));
  const std::string ledger_ref(refs::ledger);
  const std::string green_ref = refs::green(goal.id());
  const RefSnapshot now = hub.read_each({ledger_ref, green_ref});
  const auto ledger = now.read(ledger_ref);
  const TargetStretch landed_before{goal.id(), base_of(goal.state, goal.goal_commit), chain.base};
  const git::Oid new_ledger =
      write_ledger(hub.objects(), ledger, notes, transaction.reason + "\n", signature_at(store),
                   totals.due(hub.objects(), ledger, landed_before));
  transaction.updates.push_back({goal.state.spec.target, chain.base, chain.tip()});
  // The other policies let more land than what was tested as a whole, and verify it afterwards.
  if (config.gate.policy == "strict")
    transaction.updates.push_back({green_ref, now.read(green_ref), chain.tip()});
  transaction.updates.push_back({ledger_ref, ledger, new_ledger});
  return hub.apply(transaction).succeeded();
}

}  // namespace reeve
