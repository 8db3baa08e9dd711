// Within a job of a forge: starts the jobs that follow from the state of the hub.
#include <algorithm>

#include "base/error.h"
#include "base/http_curl.h"
#include "base/json.h"
#include "base/text.h"
#include "forge/forge_environment.h"
#include "judge/offers.h"
#include "task/ref_names.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/interrupt.h"
#include "tools/output.h"
#include "tools/session.h"

namespace reeve::cli {
namespace {

// Each is a request, and a job's token has 1,000 of them an hour. The next schedule finds what is left.
constexpr std::int64_t most_jobs = 100;

bool can_be_worked_on(const TaskState& task, TimePoint now) {
  return task.phase == Phase::open && task.spec.kind == TaskKind::work &&
         (!task.not_before || *task.not_before <= now);
}

bool is_wanted(const std::string& id, const Arguments& arguments) {
  const auto named = arguments.values("task");
  return arguments.has("all") || std::ranges::find(named, id) != named.end();
}

bool has_open_goal(Session& session, const TaskRecord& task) {
  const auto goal = session.goals.find(task.state.spec.goal);
  return goal && goal->state.phase == GoalPhase::open;
}

std::vector<std::string> tasks_to_work_on(Session& session, const Arguments& arguments) {
  std::vector<std::string> ids;
  if (!arguments.has("all") && !arguments.has("task")) return ids;
  const auto most = static_cast<std::size_t>(arguments.number("most", 1, 1000).value_or(most_jobs));
  for (const TaskRecord& task : session.tasks.fleet_under(refs::task_prefix).tasks) {
    if (ids.size() == most) break;
    if (is_wanted(task.id(), arguments) && can_be_worked_on(task.state, session.clock.now()) &&
        has_open_goal(session, task))
      ids.push_back(task.id());
  }
  return ids;
}

// A branch that a person pushed to be landed: the judge makes it a task, if a goal is open for it.
bool is_offer_waiting(Session& session) {
  const auto goals = session.goals.all().goals;
  const bool is_any_open =
      std::ranges::any_of(goals, [](const GoalRecord& goal) { return goal.state.phase == GoalPhase::open; });
  return is_any_open && !offered_branches(session.hub).empty();
}

bool is_judge_needed(Session& session, const Arguments& arguments) {
  if (!arguments.has("judge")) return false;
  if (is_offer_waiting(session)) return true;
  const auto ready = session.tasks.fleet_under(refs::ready_prefix).tasks;
  return std::ranges::any_of(ready, [&](const TaskRecord& task) { return has_open_goal(session, task); });
}

// The inputs of each run: the role, and the task of a worker.
std::vector<forge::Dispatch> runs_to_start(Session& session, const Arguments& arguments) {
  const std::string workflow = arguments.value("workflow").value_or("reeve.yml");
  const std::string branch = *arguments.value("branch");
  std::vector<forge::Dispatch> runs;
  if (is_judge_needed(session, arguments))
    runs.push_back({.workflow = workflow, .branch = branch, .inputs = {{"role", "judge"}}});
  for (const std::string& id : tasks_to_work_on(session, arguments))
    runs.push_back({.workflow = workflow, .branch = branch, .inputs = {{"role", "work"}, {"task", id}}});
  return runs;
}

void tell(const forge::Dispatch& run, const Arguments& arguments, Context& context) {
  const auto task = run.inputs.find("task");
  const std::string& role = run.inputs.at("role");
  if (arguments.json()) {
    JsonObject object;
    object.add("role", role).add_if("task", task == run.inputs.end() ? "" : task->second);
    context.out.line(object.text());
  } else if (context.verbosity != Verbosity::quiet) {
    context.out.line("started " + role + (task == run.inputs.end() ? "" : " " + task->second));
  }
}

ExitCode run_ci(const Arguments& arguments, Context& context) {
  if (!arguments.has("branch"))
    throw Error(ErrorKind::usage, "--branch is missing: whose workflow is to run?",
                "name the default branch");
  CurlClient http;
  const auto forge = forge::forge_of_job(inherited_environment(), http, context.clock, interrupt_token());
  if (!forge)
    throw Error(ErrorKind::configuration, "this is no job of a forge, or it has no token",
                "in GitHub Actions, set GITHUB_TOKEN in the step's env; in GitLab CI, the job has one");
  Session session(context, Purpose::reading);
  for (const forge::Dispatch& dispatch : runs_to_start(session, arguments)) {
    forge->dispatch(dispatch);
    tell(dispatch, arguments, context);
  }
  return ExitCode::done;
}

}  // namespace

const Command ci_start_command = {
    .name = "ci start",
    .summary = "in a forge's job: start the jobs that follow",
    .group = Group::repair,
    .synopsis = {"--branch BRANCH [--judge] [--all] [--task ID]… [--most N] [--workflow FILE]"},
    .description =
        {"Starts a run for each named task that can be claimed now, and one of the judge if a candidate "
         "waits for it. A task that cannot be claimed is passed over. The last job of the workflow that "
         "'git reeve init --ci github' writes calls it, as a push with a job's own token starts nothing.",
         "The forge and its token come from the job's environment: GITHUB_TOKEN in GitHub Actions, "
         "REEVE_GITLAB_TOKEN or CI_JOB_TOKEN in GitLab CI."},
    .options = {{.name = "branch",
                 .value = "BRANCH",
                 .help = "the branch whose workflow runs: the default branch"},
                {.name = "judge", .help = "also the judge, if a candidate is ready"},
                {.name = "all", .help = "every task that can be claimed"},
                {.name = "task",
                 .value = "ID",
                 .help = "this task, if it can be claimed",
                 .repeat = Repeat::collects},
                {.name = "most", .value = "N", .help = "no more workers than this; 100 if not given"},
                {.name = "workflow", .value = "FILE", .help = "the workflow's file; reeve.yml if not given"}},
    .json = Json::yes,
    .run = run_ci,
};

}  // namespace reeve::cli
