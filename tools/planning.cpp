#include "tools/planning.h"

#include "base/error.h"
#include "hub/ledger.h"
#include "plan/lint.h"
#include "task/id.h"
#include "workspace/target_files.h"

namespace reeve::cli {

namespace {

std::map<std::string, git::Oid> landed_of(Session& session, const GoalRecord& goal) {
  const auto base = git::Oid::parse(goal.state.spec.base);
  if (!goal.target || !base) return {};
  return landed_tasks(session.hub.objects(), *goal.target, *base);
}

// Planners come later; until then nobody would ever claim such a task.
void refuse_plan_tasks(const std::vector<PlannedTask>& drafts, std::vector<Finding>& findings) {
  for (const PlannedTask& draft : drafts) {
    if (draft.spec.kind != TaskKind::plan) continue;
    findings.push_back({draft.where,
                        describe(draft) + " is a plan task, and this version has no planner agents",
                        "plan its tasks yourself, with kind = \"work\""});
  }
}

}  // namespace

GoalRecord open_goal(Session& session, GoalSpec spec, const git::Oid& base) {
  config_of(session.hub.objects(), base);  // without a configuration no task of it could ever be worked on
  for (int tries = 0; tries < 5; ++tries) {
    spec.id = make_id(spec.title);
    if (session.goals.open(spec, base)) return session.goals.find(spec.id).value();
  }
  throw Error(ErrorKind::lost_race, "the goal could not be opened: its target moves all the time",
              "try again");
}

void require_good(Session& session, const std::optional<GoalRecord>& goal, const git::Oid& base,
                  const std::vector<PlannedTask>& drafts) {
  const Config config = config_of(session.hub.objects(), base);
  LintContext context;
  context.limits = config.limits;
  context.common_checks = config.gate.checks.size();
  context.protected_paths = config.gate.protected_paths;
  for (const auto& [name, agent] : config.agents) context.agents.push_back(name);
  if (goal) {
    for (const TaskRecord& task : session.tasks.fleet(goal->id()).tasks) context.known_ids.insert(task.id());
    for (const auto& [id, commit] : landed_of(session, *goal)) context.known_ids.insert(id);
    context.tasks_in_goal = context.known_ids.size();
  }
  std::vector<Finding> findings = lint(drafts, context);
  refuse_plan_tasks(drafts, findings);
  require_none(findings);
}

PlanPlace place_for(Session& session, const GoalRecord& goal, const git::Oid& base) {
  PlanPlace place;
  place.goal = goal.id();
  place.base = base;
  for (const auto& [id, commit] : landed_of(session, goal)) place.landed.insert(id);
  return place;
}

}  // namespace reeve::cli
