#include "judge/archive.h"

#include <set>

#include "base/error.h"
#include "base/text.h"
#include "hub/ledger.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

// A task that ended without landing has a log and no branch: only such logs are read, not a thousand others.
std::vector<std::string> ids_without_branch(Hub& hub) {
  const RefSnapshot now = hub.look({std::string(refs::heads), std::string(refs::task_log_prefix)});
  std::set<std::string> with_branch;
  for (const std::string_view prefix : {refs::held_prefix, refs::task_prefix, refs::ready_prefix}) {
    for (const git::Ref& ref : now.list(prefix)) {
      if (auto id = refs::id_after(prefix, ref.name)) with_branch.insert(std::move(*id));
    }
  }
  std::vector<std::string> ids;
  for (const git::Ref& ref : now.list(refs::task_log_prefix)) {
    auto id = refs::id_after(refs::task_log_prefix, ref.name);
    if (id && !with_branch.contains(*id)) ids.push_back(std::move(*id));
  }
  return ids;
}

std::vector<TaskRecord> ended_tasks(TaskStore& store, const std::string& goal) {
  std::vector<TaskRecord> tasks;
  for (const std::string& id : ids_without_branch(store.hub())) {
    try {
      auto task = store.find(id);
      if (task && task->state.finished() && task->state.spec.goal == goal) {
        tasks.push_back(std::move(*task));
      }
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged) throw;
    }
  }
  return tasks;
}

}  // namespace

std::vector<std::string> archive_ended(TaskStore& store, const GoalRecord& goal) {
  const auto tasks = ended_tasks(store, goal.id());
  if (tasks.empty()) return {};
  Hub& hub = store.hub();
  const auto ledger = hub.read(std::string(refs::ledger));
  std::string note = read_ledger(hub.objects(), ledger, goal.goal_commit).value_or("");
  Transaction transaction;
  transaction.reason = "file " + count_of(tasks.size(), "ended task");
  std::vector<std::string> ids;
  for (const TaskRecord& task : tasks) {
    if (note.find(task.text) == note.npos) note += task.text;  // a hub may have been killed after it
    ids.push_back(task.id());
    const auto updates = store.removal(task);
    transaction.updates.insert(transaction.updates.end(), updates.begin(), updates.end());
  }
  git::Signature signature = store.signature();
  signature.when = store.clock().now();
  const git::Oid new_ledger =
      write_ledger(hub.objects(), ledger, {{goal.goal_commit, note}}, transaction.reason + "\n", signature);
  transaction.updates.push_back({std::string(refs::ledger), ledger, new_ledger});
  if (!hub.apply(transaction).succeeded()) return {};
  return ids;
}

}  // namespace reeve
