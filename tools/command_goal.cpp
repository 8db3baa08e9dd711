#include <fmt/format.h>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "base/text_table.h"
#include "report/goal_text.h"
#include "report/status_text.h"
#include "report/words.h"
#include "task/ref_names.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/fleet_reading.h"
#include "tools/goal_opening.h"
#include "tools/output.h"
#include "tools/text_argument.h"

namespace reeve::cli {
namespace {

// --- goal new

void tell_opened(const GoalRecord& goal, const Arguments& arguments, Context& context) {
  const GoalSpec& spec = goal.state.spec;
  if (arguments.json()) {
    JsonObject object;
    object.add("id", spec.id).add("title", spec.title).add("target", spec.target).add("base", spec.base);
    context.out.line(object.text());
    return;
  }
  context.out.line(spec.id);
  if (context.verbosity == Verbosity::quiet) return;
  context.err.line(fmt::format("opened: work lands on {}, on top of {}",
                               printable(refs::short_name(spec.target)), spec.base.substr(0, 10)));
  context.err.line(
      fmt::format("next: git reeve plan --goal {0}, with --from FILE for a plan of yours, or: git reeve task "
                  "add TITLE --goal {0}",
                  spec.id));
}

ExitCode run_goal_new(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::changing);
  const auto target = arguments.value("target");
  const auto revision = arguments.value("base");
  if (target && revision) {
    throw Error(ErrorKind::usage, "--target and --base exclude each other",
                "work that lands on a branch begins at its tip");
  }
  GoalSpec spec;
  spec.title = arguments.operands().front();
  if (const auto body = arguments.value("body")) spec.body = text_argument(context, *body);
  spec.accept = arguments.values("accept");
  spec.checks = arguments.values("check");
  if (target) spec.target = branch_named(session, *target);
  const git::Oid base = commit_named(session, target ? std::optional(spec.target) : revision);
  tell_opened(open_goal(session, std::move(spec), base), arguments, context);
  return ExitCode::done;
}

// --- goal list, goal show

GoalStatus status_of_goal(Session& session, const GoalRecord& goal, std::vector<TaskRecord> tasks) {
  return status_of(facts_of(session, goal, std::move(tasks)));
}

using Column = TextTable::Column;

TextTable goal_table() {
  return TextTable({Column{"GOAL"}, Column{"PHASE"}, Column{"LANDED", Align::right},
                    Column{"LIVE", Align::right}, Column{"TARGET", Align::left, Column::Width::flexible},
                    Column{"TITLE", Align::left, Column::Width::flexible}});
}

ExitCode run_goal_list(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::reading);
  const GoalStore::All all = session.goals.all();
  std::map<std::string, std::vector<TaskRecord>> tasks;
  for (TaskRecord& task : session.tasks.fleet().tasks) tasks[task.state.spec.goal].push_back(std::move(task));
  TextTable table = goal_table();
  std::vector<JsonObject> objects;
  for (const GoalRecord& goal : all.goals) {
    const std::size_t live = tasks[goal.id()].size();
    const GoalStatus status = status_of_goal(session, goal, std::move(tasks[goal.id()]));
    objects.push_back(goal_json(goal, status));
    table.add_row({goal.id(), std::string(name_of(goal.state.phase)), std::to_string(status.landed),
                   std::to_string(live), printable(status.target), first_line(status.title)});
  }
  if (arguments.json()) {
    JsonObject object;
    std::vector<JsonObject> damaged;
    for (const DamagedTask& goal : all.damaged)
      damaged.push_back(JsonObject().add("id", goal.id).add("ref", goal.ref).add("problem", goal.problem));
    context.out.line(object.add("goals", objects).add("damaged", damaged).text());
  } else if (!table.empty()) {
    context.out.write(table.render(context.out.width().value_or(0)));
  } else if (all.damaged.empty() && context.verbosity != Verbosity::quiet) {
    context.err.line("there are no goals; open one with: git reeve goal new TITLE");
  }
  return tell_damaged(all.damaged, context);
}

std::optional<std::string> first_operand(const Arguments& arguments) {
  if (arguments.operands().empty()) return std::nullopt;
  return arguments.operands().front();
}

ExitCode run_goal_show(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::reading);
  const GoalRecord goal = resolve_goal(session, first_operand(arguments));
  const GoalStatus status = status_of_goal(session, goal, session.tasks.fleet(goal.id()).tasks);
  if (arguments.json()) {
    context.out.line(goal_json(goal, status).text());
  } else {
    context.out.write(goal_text(goal, status, session.clock.now()));
  }
  return ExitCode::done;
}

}  // namespace

const Command goal_new_command = {
    .name = "goal new",
    .summary = "open a goal",
    .group = Group::plan,
    .synopsis = {"TITLE [--body FILE] [--accept TEXT]… [--check COMMAND]… [--target BRANCH | --base REV]"},
    .description =
        {"A goal is what you want done. Its tasks land on a branch of its own, reeve/goal/GOAL, which "
         "you merge when you are satisfied; or, with --target, on a branch that exists. Prints the "
         "goal's id.",
         "The commit it starts from must hold .reeve/config.toml: see 'git reeve init'."},
    .options =
        {{.name = "body", .value = "FILE", .help = "the text of the goal; - reads standard input"},
         {.name = "accept", .value = "TEXT", .help = "an acceptance criterion", .repeat = Repeat::collects},
         {.name = "check",
          .value = "COMMAND",
          .help = "a command that must pass when all is done",
          .repeat = Repeat::collects},
         {.name = "target", .value = "BRANCH", .help = "land on this branch"},
         {.name = "base", .value = "REV", .help = "start from this commit instead of HEAD"}},
    .operands = {.minimum = 1, .maximum = 1, .names = "TITLE"},
    .json = Json::yes,
    .run = run_goal_new,
};

const Command goal_list_command = {
    .name = "goal list",
    .summary = "list the goals",
    .group = Group::plan,
    .description =
        {"All goals in the order in which they were opened, with how many of their tasks have landed "
         "and how many are live. Goals whose log cannot be read are told on standard error, with their "
         "refs, and the exit code is 1."},
    .json = Json::yes,
    .run = run_goal_list,
};

const Command goal_show_command = {
    .name = "goal show",
    .summary = "show one goal",
    .group = Group::plan,
    .synopsis = {"[GOAL]"},
    .description =
        {"What the goal asks for, where it lands, and how far it is. Without a name: the only open "
         "goal."},
    .operands = {.minimum = 0, .maximum = 1, .names = "GOAL"},
    .json = Json::yes,
    .run = run_goal_show,
};

}  // namespace reeve::cli
