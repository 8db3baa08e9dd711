#include "tools/planning.h"

#include "base/error.h"
#include "base/text.h"
#include "plan/goal_picture.h"
#include "plan/lint.h"
#include "plan/publish.h"
#include "tools/goal_opening.h"
#include "tools/task_lookup.h"
#include "workspace/target_files.h"

namespace reeve::cli {

namespace {

bool a_goal_is_open(Session& session) {
  for (const GoalRecord& goal : session.goals.all().goals) {
    if (goal.state.phase == GoalPhase::open) return true;
  }
  return false;
}

// A second goal beside a paused one is seldom meant: the person forgot that it is paused.
void require_no_paused_goal(Session& session) {
  for (const GoalRecord& goal : session.goals.all().goals) {
    if (goal.state.phase != GoalPhase::paused) continue;
    throw Error(ErrorKind::usage, "goal " + goal.id() + " is paused, and no other is open",
                "resume it: git reeve goal resume " + goal.id() + "\nor name it: --goal " + goal.id() +
                    "\nor open another first: git reeve goal new TITLE");
  }
}

PlanTarget target_of_new_goal(Session& session, const std::string& title) {
  PlanTarget target;
  target.title = title;
  target.base = commit_named(session, std::nullopt);
  target.config = config_of(session.hub.objects(), target.base);
  return target;
}

LintContext lint_context(const PlanTarget& target) {
  LintContext context;
  context.known_ids = target.landed;
  context.known_ids.insert(target.live.begin(), target.live.end());
  context.tasks_in_goal = context.known_ids.size() + target.filed;
  context.common_checks = target.config.gate.checks.size();
  for (const auto& [name, agent] : target.config.agents) context.agents.push_back(name);
  context.protected_paths = target.config.gate.protected_paths;
  context.has_planners = !target.config.roles.planner.empty();
  context.plan_ids = target.plans;
  context.limits = target.config.limits;
  return context;
}

}  // namespace

PlanTarget plan_target(Session& session, const std::optional<std::string>& name,
                       const std::optional<std::string>& title) {
  if (!name && title && !a_goal_is_open(session)) {
    require_no_paused_goal(session);
    return target_of_new_goal(session, *title);
  }
  PlanTarget target;
  target.goal = resolve_goal(session, name);
  if (target.goal->state.finished()) {
    throw Error(ErrorKind::usage,
                "goal " + target.goal->id() + " is " + std::string(name_of(target.goal->state.phase)),
                "open it again with: git reeve goal resume " + target.goal->id());
  }
  target.base = target.goal->base();
  target.config = config_for(session, *target.goal);
  target.landed = landed_ids(session, *target.goal);
  target.filed = filed_tasks(session, *target.goal).size();
  for (const TaskRecord& task : session.tasks.fleet(target.goal->id()).tasks) {
    target.live.push_back(task.id());
    if (task.state.spec.kind == TaskKind::plan) target.plans.insert(task.id());
  }
  return target;
}

Difficulty chosen_difficulty(const Arguments& arguments) {
  const std::string word = arguments.value("difficulty").value_or("normal");
  if (const auto difficulty = difficulty_named(word)) return *difficulty;
  throw Error(ErrorKind::usage, "option --difficulty got '" + printable(word) + "'",
              "it is easy, normal or hard");
}

void complete_ids(const PlanTarget& target, std::vector<PlannedTask>& tasks) {
  std::vector<std::string> ids = target.live;
  ids.insert(ids.end(), target.landed.begin(), target.landed.end());
  for (PlannedTask& task : tasks) {
    for (std::string& id : task.spec.after) id = match_id(id, ids, "task").value_or(id);
  }
}

void require_good_plan(const PlanTarget& target, const std::vector<PlannedTask>& tasks) {
  require_none(lint(tasks, lint_context(target)));
}

std::vector<TaskSpec> publish(Session& session, PlanTarget& target, const std::vector<PlannedTask>& tasks) {
  if (!target.goal) {
    GoalSpec spec;
    spec.title = target.title;
    target.goal = open_goal(session, spec, target.base);
    target.base = target.goal->base();
  }
  PlanPlace place;
  place.goal = target.goal->id();
  place.base = target.base;
  place.landed = target.landed;
  place.branches = target.config.hub.branches;
  place.hot = hot_files(picture_of(session.tasks, *target.goal).collisions);
  return publish_plan(session.tasks, tasks, place);
}

}  // namespace reeve::cli
