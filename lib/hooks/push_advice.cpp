#include "hooks/push_advice.h"

#include "base/text.h"
#include "hub/goal_store.h"
#include "task/ref_names.h"
#include "workspace/change_rules.h"
#include "workspace/target_files.h"

namespace reeve::hooks {
namespace {

std::optional<TaskPush> task_push(std::string_view line) {
  const std::vector<std::string> words = split(line, ' ');
  if (words.size() != 4) return std::nullopt;
  const std::string& ref = words[2];
  auto task = refs::id_after(refs::task_prefix, ref);
  if (!task) task = refs::id_after(refs::ready_prefix, ref);
  const auto commit = git::Oid::parse(words[1]);
  if (!task || !commit || commit->is_zero()) return std::nullopt;
  return TaskPush{ref, *task, *commit};
}

// A branch that was never cut from the target is compared with all of it.
git::Oid tree_it_began_with(const git::Repository& repository, const git::Oid& target,
                            const git::Oid& commit) {
  return repository.tree_of(repository.merge_base(target, commit).value_or(target));
}

}  // namespace

std::vector<TaskPush> task_pushes(std::string_view lines) {
  std::vector<TaskPush> pushes;
  for (const std::string& line : split_lines(lines)) {
    if (auto push = task_push(line)) pushes.push_back(*push);
  }
  return pushes;
}

std::optional<std::string> objection_to(const TaskPush& push, TaskStore& tasks) {
  const auto task = tasks.find(push.task);
  const auto goal = task ? GoalStore(tasks).find(task->state.spec.goal) : std::nullopt;
  if (!goal) return std::nullopt;
  const git::Repository& repository = tasks.hub().objects();
  const ChangeRules rules = rules_for(task->state.spec, config_of(repository, goal->base()));
  const git::Oid target = goal->target.value_or(goal->base());
  const auto problem = problem_with(repository, tree_it_began_with(repository, target, push.commit),
                                    repository.tree_of(push.commit), rules);
  // An empty change is how a branch begins; sizes are for the gate, which sees them on the target.
  if (!problem || problem->outcome != Outcome::scope_violation) return std::nullopt;
  return problem->reason;
}

}  // namespace reeve::hooks
