#include "base/json.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/planning.h"
#include "tools/text_argument.h"

namespace reeve::cli {
namespace {

PlannedTask planned(const Arguments& arguments, const Context& context) {
  PlannedTask task;
  task.spec.title = arguments.operands().front();
  if (const auto body = arguments.value("body")) task.spec.body = text_argument(context, *body);
  task.spec.scope = arguments.values("scope");
  task.spec.checks = arguments.values("check");
  task.spec.accept = arguments.values("accept");
  task.spec.after = arguments.values("after");
  task.spec.agent = arguments.value("agent").value_or("");
  task.spec.difficulty = chosen_difficulty(arguments);
  task.spec.priority = static_cast<int>(arguments.number("priority", -1000, 1000).value_or(0));
  return task;
}

ExitCode run_task_add(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::changing);
  std::vector<PlannedTask> tasks{planned(arguments, context)};
  PlanTarget target = plan_target(session, arguments.value("goal"), std::nullopt);
  complete_ids(target, tasks);
  require_good_plan(session, target, tasks);
  const TaskSpec spec = publish(session, target, tasks).front();
  if (arguments.json()) {
    context.out.line(JsonObject().add("goal", spec.goal).add("id", spec.id).text());
  } else {
    context.out.line(spec.id);
  }
  return ExitCode::done;
}

}  // namespace

const Command task_add_command = {
    .name = "task add",
    .summary = "publish one task",
    .group = Group::plan,
    .synopsis = {"TITLE [--body TEXT] [--scope GLOB]… [--check COMMAND]… [--accept TEXT]… [--after ID]… "
                 "[--agent NAME] [--difficulty LEVEL] [--priority N] [--goal GOAL]"},
    .description = {"Prints the task's id. A task needs a check, its own or one of [gate] checks."},
    .options =
        {{.name = "body", .value = "TEXT", .help = "what to do; one word is the name of a file with it"},
         {.name = "scope",
          .value = "GLOB",
          .help = "paths that it may change; all but the protected ones if not given",
          .repeat = Repeat::collects},
         {.name = "check",
          .value = "COMMAND",
          .help = "a command that must pass before it lands",
          .repeat = Repeat::collects},
         {.name = "accept", .value = "TEXT", .help = "an acceptance criterion", .repeat = Repeat::collects},
         {.name = "after",
          .value = "ID",
          .help = "a task that must have landed before",
          .repeat = Repeat::collects},
         {.name = "agent", .value = "NAME", .help = "the agent to begin with"},
         {.name = "difficulty",
          .value = "LEVEL",
          .help = "easy, normal or hard: whose ladder it is tried with"},
         {.name = "priority", .value = "N", .help = "larger lands sooner; 0 if not given"},
         {.name = "goal", .value = "GOAL", .help = "the goal, if more than one is open"}},
    .operands = {.minimum = 1, .maximum = 1, .names = "TITLE"},
    .json = Json::yes,
    .run = run_task_add,
};

}  // namespace reeve::cli
