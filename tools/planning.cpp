#include "tools/planning.h"

#include <algorithm>

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

KnownTask known_task(const TaskState& state) {
  const TaskSpec& spec = state.spec;
  return {.id = spec.id,
          .kind = spec.kind,
          .title = spec.title,
          .scope = spec.scope,
          .after = spec.after,
          .phase = state.phase,
          .is_own = true};
}

std::vector<std::string> paths_of(Session& session, const git::Oid& commit) {
  const git::Repository& repository = session.hub.objects();
  auto paths = repository.files(repository.tree_of(commit));
  std::ranges::sort(paths);  // git sorts a folder as if it ended in a slash
  return paths;
}

LintContext lint_context(Session& session, const PlanTarget& target) {
  LintContext context;
  context.known_ids = target.landed;
  for (const KnownTask& task : target.live) context.known_ids.insert(task.id);
  context.tasks = target.live;
  context.paths = paths_of(session, target.base);
  context.sizes = target.config.plan;
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
    target.live.push_back(known_task(task.state));
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
  std::vector<std::string> ids(target.landed.begin(), target.landed.end());
  for (const KnownTask& task : target.live) ids.push_back(task.id);
  const auto complete = [&](std::vector<std::string>& names) {
    for (std::string& id : names) id = match_id(id, ids, "task").value_or(id);
  };
  for (PlannedTask& task : tasks) {
    complete(task.spec.after);
    complete(task.overlaps);
    complete(task.replaces);
  }
}

std::vector<Finding> findings_on(Session& session, const PlanTarget& target,
                                 const std::vector<PlannedTask>& tasks) {
  return lint(tasks, lint_context(session, target));
}

void require_good_plan(Session& session, const PlanTarget& target, const std::vector<PlannedTask>& tasks) {
  require_none(not_of_kind(findings_on(session, target, tasks), FindingKind::advice));
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
