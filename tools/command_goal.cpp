#include <fmt/format.h>

#include <iostream>
#include <iterator>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "base/text_table.h"
#include "hub/ledger.h"
#include "task/ref_names.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/planning.h"

namespace reeve::cli {
namespace {

std::size_t landed_on(Session& session, const GoalRecord& goal) {
  const auto base = git::Oid::parse(goal.state.spec.base);
  if (!goal.target || !base) return 0;
  return landed_tasks(session.hub.objects(), *goal.target, *base).size();
}

JsonObject to_json(Session& session, const GoalRecord& goal) {
  const GoalSpec& spec = goal.state.spec;
  JsonObject object;
  object.add("id", spec.id).add("title", spec.title).add("phase", name_of(goal.state.phase));
  object.add("target", spec.target).add("base", spec.base);
  if (goal.target) object.add("tip", goal.target->hex());
  if (goal.green) object.add("green", goal.green->hex());
  object.add("opened", format_time(goal.state.opened_at)).add("landed", landed_on(session, goal));
  object.add_if("body", spec.body).add_if("accept", spec.accept).add_if("checks", spec.checks);
  object.add_if("reason", goal.state.reason);
  return object;
}

// --- goal new

// The branch that receives landings and the commit that the goal starts from.
struct Start {
  std::string target;  // empty: the goal's own branch
  git::Oid base;
};

git::Oid commit_named(const git::Repository& repository, const std::string& revision) {
  if (const auto commit = repository.resolve_commit(revision)) return *commit;
  if (revision == "HEAD") {
    throw Error(ErrorKind::not_found, "this repository has no commit yet",
                "commit something first; a goal starts from a commit");
  }
  throw Error(ErrorKind::not_found, "'" + printable(revision) + "' names no commit");
}

Start start_of(const git::Repository& repository, const Arguments& arguments) {
  const auto target = arguments.value("target");
  if (!target) return {"", commit_named(repository, arguments.value("base").value_or("HEAD"))};
  const std::string ref = target->starts_with("refs/heads/") ? *target : "refs/heads/" + *target;
  const auto tip = repository.read_ref(ref);
  if (!tip)
    throw Error(ErrorKind::not_found, "there is no branch '" + printable(*target) + "'",
                "make it first, or leave out --target: the goal then gets a branch of its own");
  return {ref, *tip};
}

std::string body_of(const Arguments& arguments) {
  const auto file = arguments.value("body");
  if (!file) return "";
  if (*file != "-") return read_file(*file);
  return {std::istreambuf_iterator<char>(std::cin), {}};
}

ExitCode run_new(const Arguments& arguments, Context& context) {
  Session session(context);
  const Start start = start_of(session.hub.objects(), arguments);
  GoalSpec spec;
  spec.title = std::string(trim(arguments.operands().front()));
  if (spec.title.empty() || spec.title.find('\n') != std::string::npos) {
    throw Error(ErrorKind::usage, "a goal's title is one line that is not empty");
  }
  spec.body = body_of(arguments);
  spec.accept = arguments.values("accept");
  spec.checks = arguments.values("check");
  spec.target = start.target;
  const GoalRecord goal = open_goal(session, spec, start.base);
  if (arguments.json()) {
    context.out.line(to_json(session, goal).text());
    return ExitCode::done;
  }
  context.out.line(goal.id());
  if (context.verbosity != Verbosity::quiet) {
    context.err.line("Work lands on " + refs::short_name(goal.state.spec.target) +
                     ". Next: git reeve plan --from FILE, or --each GLOB");
  }
  return ExitCode::done;
}

// --- goal list, goal show

ExitCode run_list(const Arguments& arguments, Context& context) {
  Session session(context);
  const GoalStore::All all = session.goals.all();
  if (arguments.json()) {
    std::vector<JsonObject> goals;
    for (const GoalRecord& goal : all.goals) goals.push_back(to_json(session, goal));
    context.out.line(JsonObject().add("goals", goals).text());
    return ExitCode::done;
  }
  TextTable table({{"goal"},
                   {"phase"},
                   {"landed", Align::right},
                   {"title", Align::left, TextTable::Column::Width::flexible}});
  for (const GoalRecord& goal : all.goals) {
    table.add_row({goal.id(), std::string(name_of(goal.state.phase)),
                   std::to_string(landed_on(session, goal)), printable(goal.state.spec.title)});
  }
  if (!table.empty()) context.out.write(table.render(context.out.width().value_or(0)));
  for (const DamagedTask& goal : all.damaged) print_error(context.err, goal.problem, "look at " + goal.ref);
  if (table.empty() && all.damaged.empty() && context.verbosity != Verbosity::quiet) {
    context.err.line("No goal yet. Open one with: git reeve goal new TITLE");
  }
  return ExitCode::done;
}

ExitCode run_show(const Arguments& arguments, Context& context) {
  Session session(context);
  const auto& operands = arguments.operands();
  const GoalRecord goal =
      resolve_goal(session, operands.empty() ? std::nullopt : std::optional(operands.front()));
  const GoalSpec& spec = goal.state.spec;
  if (arguments.json()) {
    context.out.write(to_json(session, goal).pretty_text());
    return ExitCode::done;
  }
  context.out.line(context.out.styled(Style::bold, printable(spec.title)));
  std::map<Phase, std::size_t> phases;
  for (const TaskRecord& task : session.tasks.fleet(goal.id()).tasks) ++phases[task.state.phase];
  std::string text = fmt::format("  goal    {}\n  phase   {}\n  target  {}", spec.id,
                                 name_of(goal.state.phase), refs::short_name(spec.target));
  if (goal.target) text += " at " + goal.target->short_hex();
  text += "\n  base    " + spec.base.substr(0, 10);
  if (goal.green) text += "\n  green   " + goal.green->short_hex();
  text += fmt::format("\n  tasks   {} landed", landed_on(session, goal));
  for (const auto& [phase, count] : phases) text += fmt::format(", {} {}", count, name_of(phase));
  if (!goal.state.reason.empty()) text += "\n  reason  " + printable(goal.state.reason);
  context.out.line(text);
  for (const std::string& criterion : spec.accept) context.out.line("  accept  " + printable(criterion));
  for (const std::string& check : spec.checks) context.out.line("  check   " + printable(check));
  if (!spec.body.empty()) context.out.line("\n" + printable(std::string(trim(spec.body))));
  return ExitCode::done;
}

// --- goal pause, resume, stop

ExitCode change(const Arguments& arguments, Context& context, EventType type, GoalPhase needed,
                const std::string& what) {
  Session session(context);
  const auto& operands = arguments.operands();
  GoalRecord goal = resolve_goal(session, operands.empty() ? std::nullopt : std::optional(operands.front()));
  const bool may = type == EventType::stopped ? !goal.state.finished() : goal.state.phase == needed;
  if (!may) {
    throw Error(ErrorKind::not_found,
                fmt::format("goal {} is {}, and cannot be {}", goal.id(), name_of(goal.state.phase), what));
  }
  if (!session.goals.append(goal, type, arguments.value("reason").value_or(""))) {
    throw Error(ErrorKind::lost_race, "somebody else changed goal " + goal.id() + " just now", "try again");
  }
  if (context.verbosity != Verbosity::quiet) context.out.line(goal.id() + " is " + what);
  return ExitCode::done;
}

ExitCode run_pause(const Arguments& arguments, Context& context) {
  return change(arguments, context, EventType::paused, GoalPhase::open, "paused");
}
ExitCode run_resume(const Arguments& arguments, Context& context) {
  return change(arguments, context, EventType::resumed, GoalPhase::paused, "resumed");
}
ExitCode run_stop(const Arguments& arguments, Context& context) {
  return change(arguments, context, EventType::stopped, GoalPhase::open, "stopped");
}

const Option reason_option{.name = "reason", .value = "TEXT", .help = "why, for the log"};

}  // namespace

const Command goal_new_command = {
    .name = "goal new",
    .summary = "open a goal",
    .group = Group::plan,
    .synopsis = {"TITLE [--body FILE] [--accept TEXT]… [--check CMD]… [--target BRANCH] [--base REV]"},
    .description = {"Opens a goal on top of HEAD and prints its id. Its tasks land on a branch of its own, "
                    "reeve/goal/ID, "
                    "which you merge when you are satisfied; with --target they land on that branch."},
    .options = {{.name = "body", .value = "FILE", .help = "the goal in full; - reads standard input"},
                {.name = "accept",
                 .value = "TEXT",
                 .help = "what must be true in the end",
                 .repeat = Repeat::collects},
                {.name = "check",
                 .value = "CMD",
                 .help = "a shell command that must succeed in the end",
                 .repeat = Repeat::collects},
                {.name = "target", .value = "BRANCH", .help = "land on this branch"},
                {.name = "base", .value = "REV", .help = "start from this commit instead of HEAD"}},
    .operands = {.minimum = 1, .maximum = 1, .names = "TITLE"},
    .json = Json::yes,
    .run = run_new,
};

const Command goal_list_command = {
    .name = "goal list",
    .summary = "list the goals",
    .group = Group::plan,
    .json = Json::yes,
    .run = run_list,
};

const Command goal_show_command = {
    .name = "goal show",
    .summary = "show one goal",
    .group = Group::plan,
    .synopsis = {"[GOAL]"},
    .description = {"Without GOAL: the only one that is open."},
    .operands = {.minimum = 0, .maximum = 1, .names = "GOAL"},
    .json = Json::yes,
    .run = run_show,
};

const Command goal_pause_command = {
    .name = "goal pause",
    .summary = "start no more work on a goal",
    .group = Group::plan,
    .synopsis = {"[GOAL] [--reason TEXT]"},
    .description = {"What runs goes on to its end; nothing new is claimed, tested or landed."},
    .options = {reason_option},
    .operands = {.minimum = 0, .maximum = 1, .names = "GOAL"},
    .run = run_pause,
};

const Command goal_resume_command = {
    .name = "goal resume",
    .summary = "go on with a paused goal",
    .group = Group::plan,
    .synopsis = {"GOAL [--reason TEXT]"},
    .options = {reason_option},
    .operands = {.minimum = 1, .maximum = 1, .names = "GOAL"},
    .run = run_resume,
};

const Command goal_stop_command = {
    .name = "goal stop",
    .summary = "end a goal, whatever is left of it",
    .group = Group::plan,
    .synopsis = {"[GOAL] [--reason TEXT]"},
    .options = {reason_option},
    .operands = {.minimum = 0, .maximum = 1, .names = "GOAL"},
    .run = run_stop,
};

}  // namespace reeve::cli
