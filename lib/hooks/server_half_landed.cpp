#include "hooks/server_half_landed.h"

#include "hub/goal_store.h"
#include "hub/ledger.h"
#include "task/codec.h"
#include "task/ref_names.h"

namespace reeve::hooks {

std::optional<git::Oid> landed_before_push(const PushReader& reader, const TaskState& task) {
  const auto goal = reader.goals().find(task.spec.goal);
  if (goal == reader.goals().end() || task.attempts.empty()) return std::nullopt;
  const GoalSpec& spec = goal->second.state.spec;
  const auto tip = reader.before(spec.target);
  if (!tip) return std::nullopt;
  const git::Oid base = base_of(goal->second.state, goal->second.goal_commit);
  const auto landed = landed_tasks(reader.repository(), task.spec.goal, *tip, base);
  const auto commit = landed.find(task.spec.id);
  if (commit == landed.end()) return std::nullopt;
  const auto attempt = trailer(reader.repository().read_commit(commit->second).message, "Reeve-Attempt");
  return attempt == std::to_string(task.attempts.back().number) ? std::optional(commit->second)
                                                                : std::nullopt;
}

bool is_in_ledger_before_push(const PushReader& reader, const std::string& log) {
  const auto commit = landed_before_push(reader, fold(decode_task_log(log)));
  const auto ledger = reader.before(std::string(refs::ledger));
  if (!commit || !ledger) return false;
  const auto note = read_ledger(reader.repository(), ledger, *commit);
  const auto kept = note ? log_in_ledger_note(*note) : std::nullopt;
  return kept && kept->starts_with(log);
}

}  // namespace reeve::hooks
