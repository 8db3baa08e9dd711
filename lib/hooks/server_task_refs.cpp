#include "hooks/server_task_refs.h"

#include <fmt/format.h>

#include <algorithm>

#include "hooks/policy_branch.h"
#include "hooks/server_calls.h"
#include "hooks/server_chain.h"
#include "hooks/server_half_landed.h"
#include "hub/ledger.h"
#include "hub/task_store.h"
#include "task/ref_names.h"

namespace reeve::hooks {

namespace {

// A new task belongs to a goal, and its branch is there.
std::optional<Objection> objection_to_task_refs(const GateView& view, const std::string& id) {
  const TaskState state = fold(decode_task_log(view.reader.log_after(refs::task_log(id)).value().text));
  if (!view.reader.goal_after(state.spec.goal))
    return Objection{Rule::log, "there is no goal " + state.spec.goal, "open it first: git reeve goal new"};
  const auto branch = branch_of(state.phase, id);
  if (!branch || view.reader.after(*branch)) return std::nullopt;
  return Objection{Rule::branch,
                   fmt::format("the task becomes {}, and the push does not bring its branch {}",
                               name_of(state.phase), refs::short_name(*branch)),
                   "leave Reeve's refs to git-reeve"};
}

// The log that a task had in the ledger, where this push reverts its landing: it goes on from there.
std::optional<std::string> log_before_revert(const GateView& view, const std::string& id,
                                             const std::string& after) {
  const auto& reverted = view.ledger.reverted;
  const bool is_taken_back =
      std::any_of(reverted.begin(), reverted.end(), [&](const auto& item) { return item.second.task == id; });
  const auto ledger = view.reader.before(std::string(refs::ledger));
  if (!is_taken_back || !ledger) return std::nullopt;
  std::optional<std::string> found;
  for (const Event& event : decode_task_log(after).events) {
    const auto commit = event.type == EventType::landed ? git::Oid::parse(event.commit) : std::nullopt;
    const auto note = commit ? read_ledger(view.reader.repository(), ledger, *commit) : std::nullopt;
    const auto log = note ? log_in_ledger_note(*note) : std::nullopt;
    if (log && after.starts_with(*log)) found = log;
  }
  return found;
}

Move move_of(const GateView& view, const git::RefUpdate& update) {
  if (!update.desired) return Move::deletion;
  if (!update.expected) return Move::creation;
  return view.reader.is_forward(*update.expected, *update.desired) ? Move::forward : Move::elsewhere;
}

TaskView task_view(const PushReader& reader, const std::string& id) {
  TaskView task;
  const std::string log = refs::task_log(id);
  task.is_goal_open = std::ranges::any_of(
      reader.goals(), [](const auto& goal) { return goal.second.state.phase == GoalPhase::open; });
  task.log_moves = reader.update(log) != nullptr;
  if (const auto note = reader.log_before(log)) {
    task.before = fold(decode_task_log(note->text));
    task.task_commit = note->subject;
    if (const auto branch = branch_of(task.before->phase, id)) task.branch = reader.before(*branch);
  }
  if (const auto note = reader.log_after(log)) {
    task.after = fold(decode_task_log(note->text));
    task.task_commit = note->subject;
  }
  return task;
}

}  // namespace

std::optional<Objection> objection_to_log_of_task(const GateView& view, const git::RefUpdate& update,
                                                  const std::string& id) {
  if (!update.desired) {
    if (view.ledger.filed.contains(id)) return std::nullopt;
    const auto note = view.reader.log_before(update.ref);
    if (note && is_in_ledger_before_push(view.reader, note->text)) return std::nullopt;
    return Objection{Rule::log, "a task's log goes only in the push that puts all of it into the ledger",
                     "let the judge land or file the task: git reeve judge"};
  }
  if (auto objected = objection_to_steps(view.reader, update, view.limits)) return objected;
  LogChange change = log_change(view, update, id);
  if (!change.before) change.before = log_before_revert(view, id, change.after);
  if (auto objected = objection_to_task_log(change)) return objected;
  if (auto objected = objection_to_calls_of_task(view, id)) return objected;
  return objection_to_task_refs(view, id);
}

std::optional<Objection> objection_to_branch_of_task(const GateView& view, const git::RefUpdate& update,
                                                     const RefRole& role) {
  const BranchChange change{update.ref, role, move_of(view, update), update.desired.value_or(git::Oid())};
  return objection_to_branch(change, task_view(view.reader, role.id));
}

}  // namespace reeve::hooks
