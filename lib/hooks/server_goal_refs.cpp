#include "hooks/server_goal_refs.h"

#include <utility>
#include <vector>

#include "hooks/server_calls.h"
#include "hooks/server_chain.h"
#include "hooks/server_landing.h"
#include "task/ref_names.h"
#include "workspace/target_files.h"

namespace reeve::hooks {

namespace {

std::vector<const GoalView*> open_goals_with_target(const GateView& view, const std::string& ref) {
  std::vector<const GoalView*> goals;
  for (const auto& [id, goal] : view.reader.goals())
    if (!goal.state.finished() && goal.state.spec.target == ref) goals.push_back(&goal);
  return goals;
}

bool opens_here(const GateView& view, const std::string& id) {
  const git::RefUpdate* const log = view.reader.update(refs::goal_log(id));
  return log != nullptr && !log->expected && log->desired;
}

bool is_finished(const GateView& view, const std::string& id) {
  const auto goal = view.reader.goals().find(id);
  return goal == view.reader.goals().end() || goal->second.state.finished();
}

}  // namespace

bool is_target_of_open_goal(const GateView& view, const std::string& ref) {
  return !open_goals_with_target(view, ref).empty();
}

// Several goals may share a target; a landing is of one of them.
std::optional<Objection> objection_to_target(const GateView& view, const git::RefUpdate& update) {
  std::optional<Objection> first;
  for (const GoalView* const goal : open_goals_with_target(view, update.ref)) {
    auto objection = objection_to_landing(view.reader, view.policy, view.ledger, *goal, update, view.now);
    if (!objection) return std::nullopt;
    if (!first) first = std::move(objection);
  }
  return first;
}

std::optional<Objection> objection_to_log_of_goal(const GateView& view, const git::RefUpdate& update,
                                                  const std::string& id) {
  if (!update.desired)
    return Objection{Rule::log, "a goal's log is never deleted", "git reeve goal stop " + id};
  if (auto objected = objection_to_steps(view.reader, update, view.limits)) return objected;
  if (auto objected = objection_to_goal_log(log_change(view, update, id))) return objected;
  if (auto objected = objection_to_calls_of_goal(view, id)) return objected;
  const auto goal = view.reader.goal_after(id);
  if (update.expected || view.reader.after(refs::goal(id)) == goal->goal_commit) return std::nullopt;
  return Objection{Rule::branch, "the goal's branch does not begin at its goal commit",
                   "leave Reeve's refs to git-reeve"};
}

std::optional<Objection> objection_to_branch_of_goal(const GateView& view, const git::RefUpdate& update,
                                                     const std::string& id) {
  if (!update.desired && is_finished(view, id)) return std::nullopt;
  if (!update.expected && opens_here(view, id) && view.reader.goal_after(id)->goal_commit == update.desired)
    return std::nullopt;
  return Objection{Rule::target,
                   "it is made with its goal, at the goal commit, and goes when the goal has ended",
                   "git reeve goal new TITLE, or git reeve goal stop " + id};
}

// Where the gate verifies what has landed, green follows the target without moving it.
bool verifies_afterwards(const GateView& view, const git::Oid& green, const git::Oid& goal_commit) {
  const git::Oid configured = view.reader.is_commit(green) ? green : goal_commit;
  return config_of(view.reader.repository(), configured).gate.policy != "strict";
}

// In policy `strict` the only tree that is known to be good is the target's new tip, with its verdict.
std::optional<Objection> objection_to_green(const GateView& view, const git::RefUpdate& update,
                                            const std::string& id) {
  if (!update.desired && is_finished(view, id)) return std::nullopt;
  const auto refused = [](const std::string& what) {
    return Objection{Rule::green, what, "let the judge move it: git reeve judge"};
  };
  if (!update.desired) return refused("it stays as long as the goal is open");
  const auto goal = view.reader.goal_after(id);
  if (!goal) return refused("there is no goal " + id);
  if (update.expected && !view.reader.is_forward(*update.expected, *update.desired))
    return refused("it moves forward only");
  const git::RefUpdate* const landing = view.reader.update(goal->state.spec.target);
  if (!is_finished(view, id) && landing != nullptr && landing->desired == update.desired) return std::nullopt;
  const auto tip = view.reader.after(goal->state.spec.target);
  if (update.expected && !is_finished(view, id) && tip && view.reader.is_forward(*update.desired, *tip) &&
      verifies_afterwards(view, *update.expected, goal->goal_commit))
    return std::nullopt;
  if (update.expected) return refused("it moves only with the target, to the tip that was tested");
  const bool is_at_start =
      *update.desired == goal->goal_commit || view.reader.after(goal->state.spec.target) == update.desired;
  if (opens_here(view, id) && is_at_start) return std::nullopt;
  return refused("it is made with its goal, where the target is");
}

}  // namespace reeve::hooks
