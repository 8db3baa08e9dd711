#include <fmt/format.h>

#include "base/error.h"
#include "base/json.h"
#include "base/process.h"
#include "base/process_tree.h"
#include "base/text.h"
#include "forge/forge_environment.h"
#include "task/policy.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/interrupt.h"
#include "tools/output.h"
#include "tools/role.h"
#include "tools/work_by_hand.h"
#include "work/worker.h"

namespace reeve::cli {
namespace {

constexpr Milliseconds snapshots_in_a_job{15 * 60'000};

std::string_view words_for(AttemptEnd end) {
  switch (end) {
    case AttemptEnd::submitted:
      return "submitted";
    case AttemptEnd::planned:
      return "planned";
    case AttemptEnd::judged:
      return "judged";
    case AttemptEnd::failed:
      return "failed";
    case AttemptEnd::asked:
      return "asked";
    case AttemptEnd::given_back:
      return "given back";
    case AttemptEnd::claim_lost:
      return "claim lost";
  }
  return "";
}

bool is_good(AttemptEnd end) {
  return end == AttemptEnd::submitted || end == AttemptEnd::planned || end == AttemptEnd::judged;
}

void tell(const WorkResult& result, const Arguments& arguments, Context& context) {
  const AttemptResult& attempt = result.attempt_result;
  if (arguments.json()) {
    JsonObject object;
    object.add("task", result.task).add("attempt", result.attempt).add("agent", result.agent);
    object.add("end", words_for(attempt.end)).add("outcome", name_of(attempt.outcome));
    object.add_if("reason", attempt.reason);
    context.out.line(object.text());
    return;
  }
  if (context.verbosity == Verbosity::quiet) return;
  std::string line = fmt::format("{} {} (attempt {} by {})", words_for(attempt.end), result.task,
                                 result.attempt, printable(result.agent));
  if (attempt.outcome != Outcome::done) line += fmt::format(": {}", name_of(attempt.outcome));
  if (!attempt.reason.empty()) line += "\n" + printable(attempt.reason);
  context.out.line(line);
}

// What a claim says of its holder, so that others can find out whether it still lives.
std::string this_run() {
  const std::string job = forge::address_of_job(inherited_environment());
  return job.empty() ? to_text(this_process_identity()) : job;
}

// A forge recommends few pushes (GitHub 6 a minute), and its jobs end in time: their claims need no renewal,
// as the forge is asked what became of them, and work in progress is saved seldom.
void spare_pushes_in_a_job(WorkRequest& request) {
  const auto limit = forge::time_limit_of_job(inherited_environment());
  if (!limit) return;
  request.least_lease = *limit;
  request.least_snapshot_interval = snapshots_in_a_job;
}

ExitCode run_by_hand(const Arguments& arguments, Context& context) {
  if (!arguments.has("task"))
    throw Error(ErrorKind::usage, "--agent me needs --task ID", "'git reeve task list' lists the tasks");
  Session session(context, Purpose::working);
  return work_by_hand(session, arguments, context, this_run());
}

ExitCode run_work(const Arguments& arguments, Context& context) {
  if (arguments.value("agent") == person_agent) return run_by_hand(arguments, context);
  if (arguments.has("in")) throw Error(ErrorKind::usage, "--in is for --agent me");
  Session session(context, Purpose::working);
  TaskStore store(session.hub, session.clock, role_name("worker"), session.signature);
  Worker worker(store, this_run(), interrupt_token());
  worker.on_claim = [&](const TaskRecord& task, const std::string& agent) {
    if (context.verbosity == Verbosity::quiet || arguments.json()) return;
    context.err.line(
        fmt::format("working on {} with {}: {}", task.id(), agent, printable(task.state.spec.title)));
  };
  WorkRequest request;
  if (const auto task = arguments.value("task")) request.task = resolve_task(session, *task);
  request.goal = chosen_goal(session, arguments);
  request.agent = arguments.value("agent").value_or("");
  spare_pushes_in_a_job(request);
  const bool only_one = arguments.has("once") || !request.task.empty();

  std::size_t attempts = 0;
  bool submitted = false;
  while (!interrupt_token().stop_requested()) {
    const auto result = worker.work_once(request);
    if (!result) break;
    ++attempts;
    submitted = is_good(result->attempt_result.end);
    tell(*result, arguments, context);
    if (only_one) break;
  }
  if (interrupt_token().stop_requested()) return ExitCode::interrupted;
  if (attempts == 0) {
    if (context.verbosity != Verbosity::quiet && !arguments.json())
      context.err.line("no task can be claimed");
    return ExitCode::negative;
  }
  return only_one && !submitted ? ExitCode::negative : ExitCode::done;
}

}  // namespace

const Command work_command = {
    .name = "work",
    .summary = "claim tasks and work on them, one after the other",
    .group = Group::run,
    .synopsis = {"[--goal GOAL] [--agent NAME] [--once]", "--task ID [--agent NAME]",
                 "--task ID --agent me [--in DIR]"},
    .description =
        {"Claims an open task, runs its agent in a workspace, checks what it did, and submits it "
         "to the judge. "
         "Goes on until no task can be claimed. Any number of workers may run at the same time, "
         "on any number of "
         "machines: each task is claimed by one.",
         "Exits with 1 if there was nothing to claim, or if the one attempt of --once or --task "
         "was not submitted.",
         "With --agent me you work on the task yourself, also on one that is held: a shell opens in "
         "its workspace, or in the new folder DIR, the claim is kept meanwhile, and what you have "
         "committed when you leave is merged, checked and submitted as an agent's work is. What you "
         "did not commit is kept under reeve/failed/. Without a commit the task is given back. "
         "Your tries count against no limit. A task that somebody works on has to be held first: "
         "'git reeve task hold'."},
    .options = {{.name = "task", .value = "ID", .help = "this task only"},
                {.name = "goal", .value = "GOAL", .help = "tasks of this goal only"},
                {.name = "agent", .value = "NAME", .help = "use this agent instead of the ladder's; me: you"},
                {.name = "in", .value = "DIR", .help = "with --agent me: work in this new or empty folder"},
                {.name = "once", .help = "one task, then end"}},
    .json = Json::yes,
    .run = run_work,
};

}  // namespace reeve::cli
