#include "judge/half_landed.h"

#include "hub/ledger.h"
#include "task/ref_names.h"

namespace reeve {

std::optional<git::Oid> landed_already(TaskStore& store, const GoalRecord& goal, const TaskRecord& task) {
  const auto target = store.hub().read(goal.state.spec.target);
  const auto base = git::Oid::parse(goal.state.spec.base);
  if (!target || task.state.attempts.empty()) return std::nullopt;
  const git::Repository& repository = store.hub().objects();
  const auto landed = landed_tasks(repository, goal.id(), *target, base.value_or(goal.goal_commit));
  const auto commit = landed.find(task.id());
  if (commit == landed.end()) return std::nullopt;
  // A task that was opened again after its landing has a later attempt.
  const auto attempt = trailer(repository.read_commit(commit->second).message, "Reeve-Attempt");
  if (attempt != std::to_string(task.state.attempts.back().number)) return std::nullopt;
  return commit->second;
}

bool finish_landing(TaskStore& store, const TaskRecord& task, const git::Oid& commit) {
  Hub& hub = store.hub();
  Transaction transaction;
  transaction.reason = "finish the landing of " + task.id();
  transaction.updates = store.removal(task);
  const std::string ledger_ref(refs::ledger);
  const auto ledger = hub.read(ledger_ref);
  if (!read_ledger(hub.objects(), ledger, commit)) {
    const auto landing = store.landing(task, commit, {}, "pass, its receipts were lost with the gate");
    git::Signature signature = store.signature();
    signature.when = store.clock().now();
    const git::Oid new_ledger =
        write_ledger(hub.objects(), ledger, {{commit, ledger_note(landing.state, landing.text)}},
                     transaction.reason + "\n", signature);
    transaction.updates.push_back({ledger_ref, ledger, new_ledger});
  }
  return hub.apply(transaction).succeeded();
}

}  // namespace reeve
