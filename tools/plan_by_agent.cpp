#include "tools/plan_by_agent.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent/ladder.h"
#include "base/error.h"
#include "base/process_tree.h"
#include "base/text.h"
#include "plan/goal_prompt.h"
#include "plan/planner.h"
#include "plan/wake.h"
#include "report/words.h"
#include "tools/interrupt.h"
#include "tools/output.h"
#include "tools/role.h"
#include "work/worker.h"

namespace reeve::cli {

namespace {

// Each is lost to somebody who changed the goal at that moment.
constexpr std::size_t most_publishing_tries = 5;

GoalRecord goal_to_plan(Session& session, const Arguments& arguments) {
  GoalRecord goal = resolve_goal(session, arguments.value("goal"));
  if (goal.state.phase == GoalPhase::open) return goal;
  throw Error(ErrorKind::usage, "goal " + goal.id() + " is " + std::string(name_of(goal.state.phase)),
              "open it again with: git reeve goal resume " + goal.id());
}

TaskState state_of(const TaskSpec& spec) {
  TaskState state;
  state.spec = spec;
  state.attempts.emplace_back();
  state.attempts.back().number = 1;
  return state;
}

bool is_root_plan(const TaskState& task) {
  return task.spec.kind == TaskKind::plan && task.spec.parent.empty() && !task.finished() &&
         task.phase != Phase::waiting;
}

// An earlier one that was interrupted goes on: two planners of one goal would plan everything twice.
std::optional<TaskRecord> unfinished_plan(Session& session, const std::string& goal) {
  for (TaskRecord& task : session.tasks.fleet(goal).tasks) {
    if (is_root_plan(task.state)) return std::move(task);
  }
  return std::nullopt;
}

// The id, if the task can be claimed.
std::string claimable(const TaskState& task) {
  if (task.phase == Phase::open) return task.spec.id;
  throw Error(ErrorKind::lost_race,
              fmt::format("the plan task {} of this goal is {}", task.spec.id, name_of(task.phase)),
              "see 'git reeve explain " + task.spec.id + "'");
}

// Of two who ask for a plan at the same time, one publishes its task, and the other finds it.
std::string plan_task(Session& session, GoalRecord goal, const std::string& agent) {
  PlannedTask plan = root_plan(goal.state.spec, goal.state.cycle());
  plan.spec.agent = agent;
  next_agent(state_of(plan.spec), config_for(session, goal));  // before anything is published
  for (std::size_t tries = 0; tries < most_publishing_tries; ++tries) {
    if (const auto unfinished = unfinished_plan(session, goal.id())) return claimable(unfinished->state);
    const auto published =
        publish_calls(session.tasks, goal, {{plan, "asked for by " + session.tasks.who()}});
    if (!published.empty()) return published.front();
    goal = resolve_goal(session, goal.id());
  }
  throw Error(ErrorKind::lost_race, "the plan task of goal " + goal.id() + " could not be published",
              "nothing was published; try again");
}

class Display {
 public:
  Display(const Arguments& arguments, Context& context)
      : context_(context), quiet_(arguments.json() || context.verbosity == Verbosity::quiet) {}

  void claimed(const std::string& agent, const std::string& title) {
    words_ = fmt::format("planning with {}: {}", printable(agent), first_line(title));
    started_ = std::chrono::steady_clock::now();
    if (!quiet_) context_.err.line(words_);
  }

  void tick() {
    const auto passed = std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - started_);
    if (!quiet_) context_.err.progress(words_ + ", " + short_age(passed));
  }

  void failed(const WorkResult& result) {
    if (quiet_) return;
    context_.err.line(fmt::format("attempt {} by {}: {}\n{}", result.attempt, printable(result.agent),
                                  name_of(result.attempt_result.outcome),
                                  printable(result.attempt_result.reason)));
  }

  void said(const std::string& reason) {
    if (!quiet_ && reason.find(';') != std::string::npos) context_.err.line("planned " + printable(reason));
  }

 private:
  Context& context_;
  bool quiet_;
  std::string words_;
  std::chrono::steady_clock::time_point started_;
};

bool can_go_on(Session& session, const std::string& id) {
  const auto task = session.tasks.find(id);
  return task && task->state.phase == Phase::open &&
         (!task->state.not_before || *task->state.not_before <= session.clock.now());
}

}  // namespace

PlannedByAgent plan_by_agent(const Arguments& arguments, Context& context, Session& session) {
  const GoalRecord goal = goal_to_plan(session, arguments);
  const std::string agent = arguments.value("agent").value_or("");
  if (!agent.empty()) agent_named(agent, config_for(session, goal));
  WorkRequest request;
  request.task = plan_task(session, goal, agent);
  TaskStore store(session.hub, session.clock, role_name("planner"), session.signature);
  Worker worker(store, to_text(this_process_identity()), interrupt_token());
  Display display(arguments, context);
  worker.on_claim = [&](const TaskRecord& task, const std::string& name) {
    display.claimed(name, task.state.spec.title);
  };
  worker.on_tick = [&] { display.tick(); };
  do {
    const auto result = worker.work_once(request);
    if (interrupt_token().stop_requested()) return {goal.id(), {}, ExitCode::interrupted};
    if (!result) break;
    const AttemptResult& attempt = result->attempt_result;
    if (attempt.end == AttemptEnd::planned) {
      display.said(attempt.reason);
      return {goal.id(), attempt.tasks, ExitCode::done};
    }
    display.failed(*result);
  } while (can_go_on(session, request.task));
  if (!arguments.json() && context.verbosity != Verbosity::quiet)
    context.err.line("nothing was planned; next: git reeve explain " + request.task);
  return {goal.id(), {}, ExitCode::negative};
}

TriedPlan try_plan_by_agent(const Arguments& arguments, Context& context, Session& session) {
  const GoalRecord goal = goal_to_plan(session, arguments);
  const TaskState plan = state_of(root_plan_of(goal.state.spec));
  const AgentConfig agent =
      next_agent(plan, config_for(session, goal), arguments.value("agent").value_or(""));
  // Not a worker's pool: what a killed one left there is still to be saved.
  WorkspacePool pool(session.hub.objects(), "plan");
  Workspace workspace = pool.acquire();
  Display display(arguments, context);
  display.claimed(agent.name, plan.spec.title);
  const PlannerSetting setting{session.tasks,          goal, agent, workspace, interrupt_token(),
                               [&] { display.tick(); }};
  Proposal proposal = propose_plan(setting, plan);
  if (proposal.report.outcome == Outcome::done) {
    display.said(proposal.words);
    return {goal.id(), std::move(proposal.decided.tasks)};
  }
  throw Error(ErrorKind::invalid, fmt::format("the planner {} ended with {}: {}", agent.name,
                                              name_of(proposal.report.outcome), proposal.report.reason));
}

}  // namespace reeve::cli
