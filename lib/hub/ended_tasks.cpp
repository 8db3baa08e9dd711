#include "hub/ended_tasks.h"

#include "hub/ledger.h"
#include "hub/provenance.h"

namespace reeve {

void EndedTasks::read_filed(const git::Repository& repository, const GoalRecord& goal,
                            const git::Oid& ledger) {
  const auto note = ledger_note_id(repository, ledger, goal.goal_commit);
  if (!note || note_ == note) return;
  filed_.clear();
  for (const std::string& log : logs_in_note(repository.read_blob(*note))) {
    if (auto task = state_in(log)) filed_.insert_or_assign(task->spec.id, std::move(*task));
  }
  note_ = note;
}

void EndedTasks::read_landed(const git::Repository& repository, const GoalRecord& goal,
                             const git::Oid& ledger) {
  const bool is_same_cycle = cycle_ == goal.state.cycle();
  if (!goal.target || (is_same_cycle && tip_ == goal.target)) return;
  const bool is_forward = is_same_cycle && tip_ && repository.is_ancestor(*tip_, *goal.target);
  if (!is_forward) landed_.clear();
  const auto start =
      git::Oid::parse(goal.state.cycles.empty() ? goal.state.spec.base : goal.state.cycles.back().start);
  const git::Oid from = is_forward ? *tip_ : start.value_or(goal.goal_commit);
  const Landings since = landings_between(repository, goal.id(), *goal.target, from);
  for (const std::string& id : since.reverted) landed_.erase(id);
  for (const auto& [id, commit] : since.landed) {
    const auto note = read_ledger(repository, ledger, commit);
    auto task = note ? task_in_note(*note) : std::nullopt;
    if (!task) continue;
    landed_.insert_or_assign(id, std::move(*task));
  }
  cycle_ = goal.state.cycle();
  tip_ = goal.target;
}

void EndedTasks::update(const git::Repository& repository, const GoalRecord& goal,
                        const std::optional<git::Oid>& ledger) {
  if (!ledger) return;
  read_filed(repository, goal, *ledger);
  read_landed(repository, goal, *ledger);
}

}  // namespace reeve
