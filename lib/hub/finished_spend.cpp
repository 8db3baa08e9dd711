#include "hub/finished_spend.h"

#include <set>

#include "hub/ledger.h"
#include "hub/spend_trailers.h"

namespace reeve {

void FinishedSpend::read_landed(const git::Repository& repository, const GoalRecord& goal) {
  if (tip_ == goal.target) return;
  // A target that was moved back (by a person) is read anew.
  const bool forward = tip_ && goal.target && repository.is_ancestor(*tip_, *goal.target);
  if (!forward) landed_.clear();
  if (goal.target) {
    const git::Oid from = forward ? *tip_ : base_of(goal.state, goal.goal_commit);
    // What was taken back is counted where it lives now: its log goes on.
    std::set<std::string> reverted;
    std::vector<TaskSpend> added;
    for (const git::Oid& id : repository.first_parents(*goal.target, from)) {
      const std::string message = repository.read_commit(id).message;
      if (trailer(message, "Reeve-Goal") != goal.id()) continue;
      if (const auto task = trailer(message, "Reeve-Reverts")) {
        reverted.insert(*task);
        continue;
      }
      TaskSpend spend = landed_spend(message);
      if (reverted.erase(spend.task) == 0) added.push_back(std::move(spend));
    }
    std::erase_if(landed_, [&](const TaskSpend& spend) { return reverted.contains(spend.task); });
    landed_.insert(landed_.end(), added.begin(), added.end());
  }
  tip_ = goal.target;
}

void FinishedSpend::read_filed(const git::Repository& repository, const GoalRecord& goal,
                               const std::optional<git::Oid>& ledger) {
  if (!ledger) return;
  const auto note = ledger_note_id(repository, *ledger, goal.goal_commit);
  if (!note || note_ == note) return;
  filed_.clear();
  for (const std::string& log : logs_in_note(repository.read_blob(*note))) {
    // What a damaged one cost is not known.
    if (const auto state = state_in(log)) filed_.push_back(spend_of(*state));
  }
  note_ = note;
}

const std::vector<TaskSpend>& FinishedSpend::update(const git::Repository& repository, const GoalRecord& goal,
                                                    const std::optional<git::Oid>& ledger) {
  read_landed(repository, goal);
  read_filed(repository, goal, ledger);
  all_ = landed_;
  all_.insert(all_.end(), filed_.begin(), filed_.end());
  return all_;
}

std::vector<TaskSpend> spend_of_goal(FinishedSpend& finished, const git::Repository& repository,
                                     const GoalRecord& goal, const std::optional<git::Oid>& ledger,
                                     const std::vector<const TaskState*>& live) {
  std::vector<TaskSpend> tasks = finished.update(repository, goal, ledger);
  std::set<std::string> ended;
  for (const TaskSpend& task : tasks) ended.insert(task.task);
  for (const TaskState* state : live) {
    if (!ended.contains(state->spec.id)) tasks.push_back(spend_of(*state));
  }
  return tasks;
}

}  // namespace reeve
