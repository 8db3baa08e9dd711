#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "base/error.h"
#include "base/json.h"
#include "base/suggest.h"
#include "base/text.h"
#include "base/text_table.h"
#include "report/task_text.h"
#include "report/words.h"
#include "task/ref_names.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/task_lookup.h"

namespace reeve::cli {
namespace {

// --- task list

constexpr std::array phases{Phase::waiting, Phase::open, Phase::claimed, Phase::ready,
                            Phase::failed,  Phase::held, Phase::landed,  Phase::cancelled};

Phase phase_named(const std::string& name) {
  std::vector<std::string> names;
  for (const Phase phase : phases) {
    if (name_of(phase) == name) return phase;
    names.emplace_back(name_of(phase));
  }
  const auto guess = nearest(name, names);
  throw Error(ErrorKind::usage, "there is no phase '" + printable(name) + "'",
              guess ? "did you mean '" + *guess + "'?" : "phases are: " + join(names, ", "));
}

struct Listed {
  TaskState state;
  std::string tried;  // "2 small"
};

Listed listed(TaskState state) {
  const Attempt* attempt = state.last_attempt();
  std::string tried =
      attempt == nullptr ? "" : fmt::format("{} {}", attempt->number, first_line(attempt->agent));
  return {std::move(state), std::move(tried)};
}

// Of a landed task the commit says enough for a list; its log is in the ledger.
Listed listed(const LandedTask& task, const std::string& goal) {
  TaskState state;
  state.spec.id = task.task;
  state.spec.goal = goal;
  state.spec.title = task.title;
  state.phase = Phase::landed;
  state.phase_since = task.at;
  state.landed = task.commit.hex();
  Attempt attempt;
  attempt.number = static_cast<int>(task.attempt);
  attempt.agent = task.agent;
  state.attempts.push_back(std::move(attempt));
  return listed(std::move(state));
}

void add_departed(Session& session, const std::string& only_goal, std::vector<Listed>& tasks) {
  for (const GoalRecord& goal : session.goals.all().goals) {
    if (!only_goal.empty() && goal.id() != only_goal) continue;
    for (const LandedTask& task : landed_on(session.hub.objects(), goal))
      tasks.push_back(listed(task, goal.id()));
    for (TaskRecord& task : filed_tasks(session, goal)) tasks.push_back(listed(std::move(task.state)));
  }
}

bool comes_before(const Listed& a, const Listed& b) {
  const auto key = [](const Listed& task) {
    return std::tuple(task.state.phase, task.state.phase_since, task.state.spec.id);
  };
  return key(a) < key(b);
}

using Column = TextTable::Column;

std::string table_of(const std::vector<Listed>& tasks, TimePoint now, std::size_t width) {
  TextTable table({Column{"TASK"}, Column{"PHASE"}, Column{"TRY", Align::left, Column::Width::flexible},
                   Column{"AGE", Align::right}, Column{"TITLE", Align::left, Column::Width::flexible}});
  for (const Listed& task : tasks) {
    table.add_row({task.state.spec.id, std::string(phase_word(task.state.phase, task.state.spec.kind)),
                   task.tried, short_age(now - task.state.phase_since), first_line(task.state.spec.title)});
  }
  return table.render(width);
}

std::string json_of(const std::vector<Listed>& tasks, const std::vector<DamagedTask>& damaged) {
  std::vector<JsonObject> objects;
  for (const Listed& task : tasks) objects.push_back(task_summary_json(task.state));
  std::vector<JsonObject> bad;
  for (const DamagedTask& task : damaged)
    bad.push_back(JsonObject().add("id", task.id).add("ref", task.ref).add("problem", task.problem));
  return JsonObject().add("tasks", objects).add("damaged", bad).text();
}

ExitCode run_task_list(const Arguments& arguments, Context& context) {
  std::set<Phase> wanted;
  for (const std::string& name : arguments.values("phase")) wanted.insert(phase_named(name));
  Session session(context, Purpose::reading);
  const auto goal_name = arguments.value("goal");
  const std::string goal = goal_name ? resolve_goal(session, goal_name).id() : "";
  Fleet fleet = session.tasks.fleet(goal);
  std::vector<Listed> tasks;
  for (TaskRecord& task : fleet.tasks) tasks.push_back(listed(std::move(task.state)));
  const bool wants_departed = wanted.contains(Phase::landed) || wanted.contains(Phase::cancelled);
  if (arguments.has("all") || wants_departed) add_departed(session, goal, tasks);
  if (!wanted.empty())
    std::erase_if(tasks, [&](const Listed& task) { return !wanted.contains(task.state.phase); });
  std::sort(tasks.begin(), tasks.end(), comes_before);

  if (arguments.json()) {
    context.out.line(json_of(tasks, fleet.damaged));
  } else if (!tasks.empty()) {
    context.out.write(table_of(tasks, session.clock.now(), context.out.width().value_or(0)));
  } else if (fleet.damaged.empty() && context.verbosity != Verbosity::quiet) {
    context.err.line("there are no such tasks");
  }
  // In whatever phase was asked for: nobody can say which one theirs would be.
  return tell_damaged(fleet.damaged, context);
}

// --- task show, task log

std::vector<std::string> refs_to_look_at(Session& session, const TaskRecord& task) {
  std::vector<std::string> kept;
  for (const git::Ref& ref : session.hub.list(std::string(refs::failed_prefix) + task.id() + "/"))
    kept.push_back(ref.name);
  return refs_of(task, kept);
}

ExitCode run_task_show(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::reading);
  const TaskRecord task = find_task(session, arguments.operands().front());
  const auto refs = refs_to_look_at(session, task);
  const auto logs = logs_of_last_attempt(session, task);
  if (arguments.json()) {
    context.out.line(task_json(task, refs).add_if("logs", logs).text());
  } else {
    context.out.write(task_text(task, refs, session.clock.now()));
    for (const std::string& log : logs) context.out.line("log: " + printable(log));
  }
  return ExitCode::done;
}

ExitCode run_task_log(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::reading);
  const TaskRecord task = find_task(session, arguments.operands().front());
  if (arguments.json()) {
    context.out.write(task.text);
    return ExitCode::done;
  }
  for (const Event& event : decode_task_log(task.text).events)
    context.out.line(event_line(event, task.state.spec.kind));
  return ExitCode::done;
}

}  // namespace

const Command task_list_command = {
    .name = "task list",
    .summary = "list the tasks",
    .group = Group::plan,
    .synopsis = {"[--goal GOAL] [--phase PHASE]… [--all]"},
    .description =
        {"The live tasks with their phase, the number and agent of the last try, how long they have "
         "been in that phase, and their title. Tasks whose log cannot be read are told on standard error, "
         "with their refs, and the exit code is 1.",
         "Phases are: waiting, open, claimed, ready, failed, held, landed, cancelled."},
    .options = {{.name = "goal", .value = "GOAL", .help = "tasks of this goal only"},
                {.name = "phase",
                 .letter = 'p',
                 .value = "PHASE",
                 .help = "tasks in this phase only",
                 .repeat = Repeat::collects},
                {.name = "all", .letter = 'a', .help = "also those that have landed or were cancelled"}},
    .json = Json::yes,
    .run = run_task_list,
};

const Command task_show_command = {
    .name = "task show",
    .summary = "show one task with all its attempts",
    .group = Group::plan,
    .synopsis = {"ID"},
    .description =
        {"What the task asks for, where it is, what every attempt did, the refs to look at, and the logs of "
         "what the last attempt's agent printed, where it ran on this machine. ID may "
         "be the beginning of an id; landed and cancelled tasks are found too."},
    .operands = {.minimum = 1, .maximum = 1, .names = "ID"},
    .json = Json::yes,
    .run = run_task_show,
};

const Command task_log_command = {
    .name = "task log",
    .summary = "show what happened to one task",
    .group = Group::plan,
    .synopsis = {"ID"},
    .description =
        {"One event a line, with its time in UTC. With --json: the log as it is stored, JSON Lines."},
    .operands = {.minimum = 1, .maximum = 1, .names = "ID"},
    .json = Json::yes,
    .run = run_task_log,
};

}  // namespace reeve::cli
