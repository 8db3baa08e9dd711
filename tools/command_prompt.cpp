#include <fmt/format.h>

#include <algorithm>

#include "agent/ladder.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "git/git_program.h"
#include "judge/lens_run.h"
#include "judge/review_prompt.h"
#include "plan/goal_picture.h"
#include "plan/goal_prompt.h"
#include "plan/planner.h"
#include "plan/repository_overview.h"
#include "task/spend.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/session.h"
#include "work/conflict.h"

namespace reeve::cli {
namespace {

struct Shown {
  AgentConfig agent;
  FilledPrompt prompt;
};

std::string chosen_agent(const Arguments& arguments) {
  return arguments.value("agent").value_or("");
}

// As the next claim would find it: a running attempt is the one whose prompt is shown.
TaskState with_next_attempt(TaskState task) {
  if (task.phase == Phase::claimed) return task;
  const int number = static_cast<int>(task.attempts.size()) + 1;
  task.attempts.emplace_back();
  task.attempts.back().number = number;
  return task;
}

GoalRecord goal_of(Session& session, const TaskState& task) {
  if (auto goal = session.goals.find(task.spec.goal)) return std::move(*goal);
  throw Error(ErrorKind::not_found, "there is no goal " + task.spec.goal);
}

TaskRecord named_task(Session& session, const Arguments& arguments) {
  const auto name = arguments.value("task");
  if (!name) {
    throw Error(ErrorKind::usage, "this prompt is about a task, and none is named",
                "give --task ID; 'git reeve task list' lists them");
  }
  const std::string id = resolve_task(session, *name);
  if (auto task = session.tasks.find(id)) return std::move(*task);
  throw Error(ErrorKind::not_found, "there is no live task '" + id + "'");
}

void require_kind(const TaskRecord& task, TaskKind kind) {
  if (task.state.spec.kind == kind) return;
  throw Error(ErrorKind::usage, fmt::format("task {} is for a {}", task.id(), role_of(task.state.spec.kind)),
              fmt::format("git reeve prompt {} --task {}", role_of(task.state.spec.kind), task.id()));
}

// What a merge with the target would ask of the agent now; without conflicts if the two merge.
void add_conflicts(Session& session, const TaskRecord& task, const GoalRecord& goal, PromptContext& context) {
  git::Repository& repository = session.hub.objects();
  const git::Oid target = goal.target.value_or(goal.base());
  const git::Oid work = task.branch.value_or(task.task_commit);
  context.conflicts = git::merge(repository, work, target).conflicts;
  context.causes = causes_of(repository, work, target, context.conflicts);
}

// As the first lens of the gate would be told; without one, as the task's next agent would.
Shown for_review(Session& session, const Arguments& arguments) {
  const TaskRecord task = named_task(session, arguments);
  require_kind(task, TaskKind::work);
  const GoalRecord goal = goal_of(session, task.state);
  const Config config = config_for(session, goal);
  const std::string chosen = chosen_agent(arguments);
  const auto& lenses = config.gate.lenses;
  const AgentConfig agent = lenses.empty() || !chosen.empty()
                                ? next_agent(task.state, config, chosen)
                                : agent_of_lens(lenses.front().agents.front(), lenses.front(), config);
  git::Repository& repository = session.hub.objects();
  const ReviewedTrees trees =
      reviewed_trees(repository, goal.target.value_or(goal.base()), task.branch.value_or(task.task_commit));
  const PromptContext context = prompt_context(repository, goal.base(), config, agent, task.state.spec);
  return {agent, filled_prompt(repository, goal.base(), "review",
                               review_variables(task.state, context,
                                                change_text(repository, trees.before, trees.after)))};
}

Shown for_task(Session& session, const Arguments& arguments, const std::string& name) {
  const TaskRecord task = named_task(session, arguments);
  require_kind(task, TaskKind::work);
  const TaskState state = with_next_attempt(task.state);
  const GoalRecord goal = goal_of(session, state);
  const Config config = config_for(session, goal);
  const AgentConfig agent = next_agent(state, config, chosen_agent(arguments));
  const git::Repository& repository = session.hub.objects();
  PromptContext context = prompt_context(repository, goal.base(), config, agent, state.spec);
  if (name == "conflict") add_conflicts(session, task, goal, context);
  return {agent, filled_prompt(repository, goal.base(), name, prompt_variables(state, context))};
}

TaskState plan_state(Session& session, const Arguments& arguments) {
  if (arguments.has("task")) {
    const TaskRecord task = named_task(session, arguments);
    require_kind(task, TaskKind::plan);
    return with_next_attempt(task.state);
  }
  TaskState state;
  state.spec = root_plan_of(resolve_goal(session, arguments.value("goal")).state.spec);
  return with_next_attempt(state);
}

GoalPicture full_picture(Session& session, const GoalRecord& goal) {
  GoalPicture picture = picture_of(session.tasks, goal);
  picture.repository = repository_overview(session.hub.objects(), picture.commit);
  return picture;
}

Shown for_planner(Session& session, const Arguments& arguments) {
  const TaskState state = plan_state(session, arguments);
  const GoalPicture picture = full_picture(session, goal_of(session, state));
  const AgentConfig agent = next_agent(state, picture.config, chosen_agent(arguments));
  return {agent, planner_prompt(session.hub.objects(), picture, state, agent)};
}

Shown for_judge(Session& session, const Arguments& arguments) {
  const GoalPicture picture = full_picture(session, resolve_goal(session, arguments.value("goal")));
  std::string name = chosen_agent(arguments);
  if (name.empty() && picture.config.roles.judge.empty()) {
    throw Error(ErrorKind::configuration, picture.config.source + ": no agent is named for judges",
                "name the ladder on the branch that the work lands on: [roles] judge = [\"…\"]");
  }
  if (name.empty()) name = picture.config.roles.judge.front();
  const AgentConfig agent = agent_named(name, picture.config);
  return {agent, filled_prompt(session.hub.objects(), picture.goal.base(), "judge",
                               judge_variables(picture, agent))};
}

Shown shown_for(Session& session, const Arguments& arguments, const std::string& role) {
  prompt_template(role);  // or it throws
  if (role == "planner") return for_planner(session, arguments);
  if (role == "judge") return for_judge(session, arguments);
  if (role == "review") return for_review(session, arguments);
  return for_task(session, arguments, role);
}

ExitCode run_prompt(const Arguments& arguments, Context& context) {
  const std::string role = arguments.operands().front();
  Session session(context, Purpose::reading);
  const Shown shown = shown_for(session, arguments, role);
  if (!arguments.json()) {
    context.out.write(shown.prompt.text);
    return ExitCode::done;
  }
  JsonObject object;
  object.add("role", role).add("agent", shown.agent.name).add_if("model", shown.agent.model);
  object.add("source", shown.prompt.source).add("prompt", git::blob_id(shown.prompt.text).hex());
  context.out.line(object.add("text", shown.prompt.text).text());
  return ExitCode::done;
}

}  // namespace

const Command prompt_command = {
    .name = "prompt",
    .summary = "print exactly what an agent would be told",
    .group = Group::look,
    .synopsis = {"ROLE [--task ID] [--goal GOAL] [--agent NAME]"},
    .description =
        {"ROLE is planner, worker, judge, conflict (a worker that has to finish a merge) or review (the "
         "first "
         "lens of the gate). A worker's and a review's prompt is about a task; a planner's about the goal, "
         "or with --task about a plan task; a "
         "judge's about the goal. Nothing is started, and nothing changes.",
         "The templates are .reeve/prompts/ROLE.md on the goal's branch; where there is none, the "
         "built-in one. With --json, 'prompt' is the git blob id that the log of an attempt names."},
    .options = {{.name = "task", .value = "ID", .help = "the task that it is about"},
                {.name = "goal", .value = "GOAL", .help = "the goal, if more than one is open"},
                {.name = "agent", .value = "NAME", .help = "as if this agent were next, not the ladder's"}},
    .operands = {.minimum = 1, .maximum = 1, .names = "ROLE"},
    .json = Json::yes,
    .run = run_prompt,
};

}  // namespace reeve::cli
