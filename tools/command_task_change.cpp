#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "agent/ladder.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/task_lookup.h"

namespace reeve::cli {
namespace {

std::string reason_of(const Arguments& arguments) {
  return arguments.value("reason").value_or("");
}

void tell(const TaskRecord& task, const Arguments& arguments, Context& context) {
  if (arguments.json()) {
    context.out.line(JsonObject().add("id", task.id()).add("phase", name_of(task.state.phase)).text());
  } else if (context.verbosity != Verbosity::quiet) {
    context.out.line(fmt::format("{} is {}", task.id(), name_of(task.state.phase)));
  }
}

// What a task allows is said by the rule that every append obeys.
std::optional<std::string> refusal(const TaskRecord& task, EventType type, TimePoint now) {
  if (is_live(task)) return objection(task.state, make_event(type, now, ""));
  return fmt::format("a task that is {} cannot be {}", name_of(task.state.phase), name_of(type));
}

ExitCode refuse(const TaskRecord& task, const std::string& reason, Context& context) {
  print_error(context.err, task.id() + ": " + reason,
              "'git reeve explain " + task.id() + "' says where it is");
  return ExitCode::negative;
}

using Verb = std::function<bool(Session&, TaskRecord&)>;

// One verb on the task that is named first. Where it does not happen, the task as it is then says why.
ExitCode change(const Arguments& arguments, Context& context, EventType type, const Verb& verb) {
  Session session(context, Purpose::changing);
  TaskRecord task = find_task(session, arguments.operands().front());
  if (const auto reason = refusal(task, type, session.clock.now())) return refuse(task, *reason, context);
  if (!verb(session, task)) {
    task = find_task(session, task.id());
    if (const auto reason = refusal(task, type, session.clock.now())) return refuse(task, *reason, context);
    throw Error(ErrorKind::lost_race, "somebody else changed task " + task.id(), "look at it and try again");
  }
  tell(task, arguments, context);
  return ExitCode::done;
}

// --- retry

int rung_of_agent(Session& session, const TaskRecord& task, const std::string& agent) {
  const auto goal = session.goals.find(task.state.spec.goal);
  if (!goal) throw Error(ErrorKind::not_found, "there is no goal " + task.state.spec.goal);
  const auto ladder = ladder_of(task.state.spec, config_for(session, *goal).roles);
  const auto place = std::find(ladder.begin(), ladder.end(), agent);
  if (place != ladder.end()) return static_cast<int>(place - ladder.begin());
  throw Error(ErrorKind::usage, "the agent '" + printable(agent) + "' is not on the task's ladder",
              ladder.empty() ? "no agent is named: [roles] worker in .reeve/config.toml"
                             : "the ladder is: " + join(ladder, ", "));
}

int chosen_rung(Session& session, const TaskRecord& task, const Arguments& arguments) {
  if (const auto agent = arguments.value("agent")) return rung_of_agent(session, task, *agent);
  return static_cast<int>(arguments.number("rung", 0, 1000).value_or(0));
}

ExitCode run_retry(const Arguments& arguments, Context& context) {
  if (arguments.has("agent") && arguments.has("rung"))
    throw Error(ErrorKind::usage, "--agent and --rung exclude each other");
  return change(arguments, context, EventType::retried, [&](Session& session, TaskRecord& task) {
    return session.tasks.retry(task, chosen_rung(session, task, arguments), reason_of(arguments));
  });
}

// --- cancel, hold, release, answer

ExitCode run_cancel(const Arguments& arguments, Context& context) {
  return change(arguments, context, EventType::cancelled, [&](Session& session, TaskRecord& task) {
    return session.tasks.cancel(task, reason_of(arguments));
  });
}

ExitCode run_hold(const Arguments& arguments, Context& context) {
  return change(arguments, context, EventType::held, [&](Session& session, TaskRecord& task) {
    return session.tasks.hold(task, reason_of(arguments));
  });
}

bool predecessors_landed(Session& session, const TaskRecord& task) {
  if (task.state.spec.after.empty()) return true;
  const auto goal = session.goals.find(task.state.spec.goal);
  if (!goal) return false;
  const auto landed = landed_ids(session, *goal);
  return std::all_of(task.state.spec.after.begin(), task.state.spec.after.end(),
                     [&](const std::string& id) { return landed.contains(id); });
}

// A released task waits for its predecessors; where there is nothing to wait for, it is open at once, as a
// person sees no reason why it should not be. If the dispatch is lost, somebody else did it.
ExitCode run_release(const Arguments& arguments, Context& context) {
  return change(arguments, context, EventType::released, [&](Session& session, TaskRecord& task) {
    if (!session.tasks.release(task, reason_of(arguments))) return false;
    if (predecessors_landed(session, task)) session.tasks.dispatch(task);
    return true;
  });
}

ExitCode run_answer(const Arguments& arguments, Context& context) {
  const std::string text = arguments.operands().back();
  if (trim(text).empty()) throw Error(ErrorKind::usage, "the answer is empty");
  return change(arguments, context, EventType::answered,
                [&](Session& session, TaskRecord& task) { return session.tasks.answer(task, text); });
}

const Option reason_option{.name = "reason", .value = "TEXT", .help = "why; it is kept in the task's log"};

Command with_reason(const std::string& name, const std::string& summary, const std::string& description,
                    ExitCode (*run)(const Arguments&, Context&)) {
  return {.name = name,
          .summary = summary,
          .group = Group::plan,
          .synopsis = {"ID [--reason TEXT]"},
          .description = {description},
          .options = {reason_option},
          .operands = {.minimum = 1, .maximum = 1, .names = "ID"},
          .json = Json::yes,
          .run = run};
}

}  // namespace

const Command task_retry_command = {
    .name = "task retry",
    .summary = "let a held or failed task be tried again",
    .group = Group::plan,
    .synopsis = {"ID [--rung N | --agent NAME] [--reason TEXT]"},
    .description =
        {"The task is open again, at the first agent of its ladder or at the one that is named. The "
         "attempts so far no longer count against the limits."},
    .options = {{.name = "rung", .value = "N", .help = "the place on the ladder, 0 first"},
                {.name = "agent", .value = "NAME", .help = "the agent on the ladder to begin with"},
                reason_option},
    .operands = {.minimum = 1, .maximum = 1, .names = "ID"},
    .json = Json::yes,
    .run = run_retry,
};

const Command task_cancel_command = with_reason("task cancel", "give a task up",
                                                "Nothing more is done for the task; an agent that works on "
                                                "it is stopped by its worker. Work that was pushed is "
                                                "kept under reeve/failed/, and the log goes into the ledger.",
                                                run_cancel);

const Command task_hold_command = with_reason("task hold", "set a task aside",
                                              "Nobody claims the task, and the gate does not land it, until "
                                              "'git reeve task release' or 'retry'. An attempt "
                                              "that runs is over; its work is kept.",
                                              run_hold);

const Command task_release_command = with_reason(
    "task release", "let a held task go on",
    "The task waits for its predecessors again, or is open at once where all of them have landed.",
    run_release);

const Command task_answer_command = {
    .name = "task answer",
    .summary = "answer the question of a held task",
    .group = Group::plan,
    .synopsis = {"ID TEXT"},
    .description = {"The task is open again, and the next attempt is told the answer."},
    .operands = {.minimum = 2, .maximum = 2, .names = "ID TEXT"},
    .json = Json::yes,
    .run = run_answer,
};

}  // namespace reeve::cli
