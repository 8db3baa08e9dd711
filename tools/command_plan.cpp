#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "plan/plan_each.h"
#include "plan/plan_file.h"
#include "report/words.h"
#include "task/codec.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/plan_by_agent.h"
#include "tools/planning.h"
#include "tools/text_argument.h"

namespace reeve::cli {
namespace {

constexpr std::size_t longest_list = 20;  // a longer one is told by its ends: nobody reads 1,000 ids

// --- What is planned

// Options that say what each task of --each looks like; a plan file says it itself.
constexpr std::array<const char*, 11> each_options{"title",  "body",   "check",      "scope",
                                                   "accept", "agent",  "difficulty", "priority",
                                                   "after",  "except", "containing"};

void require_one_source(const Arguments& arguments) {
  if (arguments.has("from") && arguments.has("each"))
    throw Error(ErrorKind::usage, "--from and --each exclude each other");
  for (const char* option : each_options) {
    const bool names_the_planner = !arguments.has("from") && std::string_view(option) == "agent";
    if (arguments.has(option) && !arguments.has("each") && !names_the_planner)
      throw Error(ErrorKind::usage, fmt::format("--{} goes with --each", option));
  }
  if (arguments.has("strict") && !arguments.has("from"))
    throw Error(ErrorKind::usage, "--strict goes with --from");
  if (arguments.has("each") && !arguments.has("title"))
    throw Error(ErrorKind::usage, "--each needs a title for its tasks", "for example: --title 'Port {path}'");
}

std::vector<PlannedTask> tasks_of_each(const Arguments& arguments, const Context& context, Session& session,
                                       const git::Oid& base) {
  EachTemplate each;
  each.title = *arguments.value("title");
  if (const auto body = arguments.value("body")) each.body = text_argument(context, *body);
  each.accept = arguments.values("accept");
  each.scope = arguments.values("scope");
  each.checks = arguments.values("check");
  each.agent = arguments.value("agent").value_or("");
  each.difficulty = chosen_difficulty(arguments);
  each.priority = static_cast<int>(arguments.number("priority", -1000, 1000).value_or(0));
  const PathChoice choice{.glob = *arguments.value("each"),
                          .except = arguments.values("except"),
                          .containing = arguments.value("containing").value_or("")};
  auto tasks = plan_each(paths_matching(session.hub.objects(), base, choice), each);
  for (PlannedTask& task : tasks) task.spec.after = arguments.values("after");
  return tasks;
}

std::string title_of_new_goal(const Arguments& arguments) {
  if (auto title = arguments.value("title")) {
    // All of the tasks, so the pattern stands where each has its path.
    for (const char* placeholder : {"{path}", "{name}", "{stem}"})
      title = replace_all(*title, placeholder, *arguments.value("each"));
    return *title;
  }
  const std::string file = *arguments.value("from");
  return file == "-" ? "plan" : std::filesystem::path(file).stem().string();
}

// --- What is told

std::string short_list(const std::vector<std::string>& ids) {
  std::string text;
  for (std::size_t index = 0; index < ids.size(); ++index) {
    const bool is_left_out =
        ids.size() > longest_list && index >= longest_list / 2 && index < ids.size() - longest_list / 2;
    if (!is_left_out) text += ids[index] + "\n";
    if (is_left_out && index == longest_list / 2)
      text += fmt::format("… {} more\n", ids.size() - longest_list);
  }
  return text;
}

enum class GoalWas { open, opened_now };

void tell_published(const std::vector<std::string>& ids, const std::string& goal, GoalWas was,
                    const Arguments& arguments, Context& context) {
  if (arguments.json()) {
    context.out.line(JsonObject().add("goal", goal).add("tasks", ids).text());
    return;
  }
  context.out.write(short_list(ids));
  if (context.verbosity == Verbosity::quiet) return;
  if (was == GoalWas::opened_now) context.err.line("opened goal " + goal);
  context.err.line(fmt::format("published {} for goal {}", count_of(ids.size(), "task"), goal));
  context.err.line("next: git reeve run");
}

std::string task_words(const PlannedTask& task) {
  std::string text = first_line(task.spec.title) + "\n";
  const auto add = [&](const std::string& name, const std::vector<std::string>& items) {
    for (const std::string& item : items) text += "  " + name + " " + first_line(item) + "\n";
  };
  add("scope", task.spec.scope);
  add("creates", task.creates);
  add("check", task.spec.checks);
  add("after", task.spec.after);
  add("replaces", task.replaces);
  return text;
}

JsonObject json_of(const PlannedTask& task) {
  JsonObject object;
  object.add_if("id", task.name).add("title", task.spec.title).add_if("body", task.spec.body);
  object.add_if("accept", task.spec.accept).add_if("scope", task.spec.scope);
  object.add_if("checks", task.spec.checks).add_if("after", task.spec.after);
  object.add_if("path", task.spec.path).add_if("agent", task.spec.agent);
  if (task.spec.difficulty != Difficulty::normal) object.add("difficulty", name_of(task.spec.difficulty));
  object.add("priority", task.spec.priority);
  if (task.spec.minutes > 0) object.add("minutes", task.spec.minutes);
  object.add_if("creates", task.creates).add_if("overlaps", task.overlaps);
  object.add_if("replaces", task.replaces).add_if("splits", task.spec.splits);
  return object;
}

// `goal`: its id; empty: one would be opened.
void tell_plan(const std::vector<PlannedTask>& tasks, const std::string& goal, const Arguments& arguments,
               Context& context) {
  if (arguments.json()) {
    std::vector<JsonObject> objects;
    for (const PlannedTask& task : tasks) objects.push_back(json_of(task));
    context.out.line(JsonObject().add("tasks", objects).text());
    return;
  }
  for (const PlannedTask& task : tasks) context.out.write(task_words(task));
  if (context.verbosity == Verbosity::quiet) return;
  context.err.line(fmt::format("{} would be published {}; nothing was changed",
                               count_of(tasks.size(), "task"),
                               goal.empty() ? "for a new goal" : "for goal " + goal));
}

// --- What is wrong, and what may be

// What a person wrote with --from they want to know all about; with --each one word would be said of each
// file.
void require_good(Session& session, const PlanTarget& target, const std::vector<PlannedTask>& tasks,
                  const Arguments& arguments, Context& context) {
  const auto findings = findings_on(session, target, tasks);
  if (arguments.has("strict")) return require_none(findings);
  require_none(not_of_kind(findings, FindingKind::advice));
  const auto advice = of_kind(findings, FindingKind::advice);
  if (advice.empty() || arguments.has("each") || context.verbosity == Verbosity::quiet) return;
  const auto lines = split_lines(describe(advice));
  for (std::size_t index = 0; index < std::min(lines.size(), longest_list); ++index)
    context.err.line("warning: " + lines[index]);
  if (lines.size() > longest_list)
    context.err.line(fmt::format("warning: … and {} more; --strict names all", lines.size() - longest_list));
}

// --- An agent plans

ExitCode run_planner(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::changing);
  if (arguments.has("dry-run")) {
    const TriedPlan plan = try_plan_by_agent(arguments, context, session);
    tell_plan(plan.tasks, plan.goal, arguments, context);
    return ExitCode::done;
  }
  const PlannedByAgent planned = plan_by_agent(arguments, context, session);
  if (planned.exit == ExitCode::done)
    tell_published(planned.ids, planned.goal, GoalWas::open, arguments, context);
  return planned.exit;
}

ExitCode run_plan(const Arguments& arguments, Context& context) {
  require_one_source(arguments);
  if (!arguments.has("from") && !arguments.has("each")) return run_planner(arguments, context);
  Session session(context, Purpose::changing);
  std::vector<PlannedTask> tasks;
  if (const auto file = arguments.value("from")) tasks = parse_plan(file_argument(context, *file), *file);
  PlanTarget target = plan_target(session, arguments.value("goal"), title_of_new_goal(arguments));
  if (arguments.has("each")) tasks = tasks_of_each(arguments, context, session, target.base);
  complete_ids(target, tasks);
  require_good(session, target, tasks, arguments, context);
  if (arguments.has("dry-run")) {
    tell_plan(tasks, target.goal ? target.goal->id() : "", arguments, context);
    return ExitCode::done;
  }
  const GoalWas was = target.goal ? GoalWas::open : GoalWas::opened_now;
  std::vector<std::string> ids;
  for (const TaskSpec& spec : publish(session, target, tasks)) ids.push_back(spec.id);
  tell_published(ids, target.goal->id(), was, arguments, context);
  return ExitCode::done;
}

}  // namespace

const Command plan_command = {
    .name = "plan",
    .summary = "publish tasks: by an agent, from a file, or one for each path",
    .group = Group::plan,
    .synopsis =
        {"[--agent NAME] [--goal GOAL] [--dry-run]", "--from FILE [--strict] [--goal GOAL] [--dry-run]",
         "--each GLOB [--except GLOB]… [--containing TEXT] --title TEXT [--body TEXT] [--check "
         "COMMAND]… [--scope GLOB]… [--accept TEXT]… "
         "[--agent NAME] [--difficulty LEVEL] [--after ID]… [--priority N] [--goal GOAL] [--dry-run]"},
    .description =
        {"An agent of [roles] planner reads the repository and plans for the open goal. It runs as a task of "
         "its "
         "own, which 'git reeve run' goes on with where this was interrupted; its tasks are published with "
         "the "
         "end of that task.",
         "With --from and --each no agent is needed. Publishes all tasks of a plan, or none: everything that "
         "is wrong with it is told at once. Where no "
         "goal is open, one is opened on HEAD. Prints the tasks' ids. "
         "The keys of a task in a file are id, title, body, accept, scope, checks, after, kind, path, agent, "
         "difficulty, priority, minutes (how long an agent takes), creates (path patterns of files that are "
         "not there yet), overlaps (tasks that may touch the same files at the same time), replaces (tasks "
         "that are cancelled, as this one does what they were to do) and splits (hot files that it takes "
         "apart). What you may have reasons for is a warning; with --strict nothing is published then.",
         "With --each there is one task for each file (or folder) of the goal's branch that matches. In the "
         "texts {path} stands for it, {name} for its last component and {stem} for that without its "
         "extension. "
         "A task's scope is its path, unless --scope says otherwise.",
         " git reeve plan --each 'src/*.c' --title 'Port {path}' --check 'make {stem}-test'"},
    .options =
        {{.name = "from", .value = "FILE", .help = "a plan as TOML or JSON Lines; - reads standard input"},
         {.name = "each", .value = "GLOB", .help = "one task for each path that matches"},
         {.name = "except", .value = "GLOB", .help = "paths to leave out", .repeat = Repeat::collects},
         {.name = "containing", .value = "TEXT", .help = "only files that have this text in them"},
         {.name = "title", .value = "TEXT", .help = "the title of each task"},
         {.name = "body", .value = "TEXT", .help = "what to do; one word is the name of a file with it"},
         {.name = "check",
          .value = "COMMAND",
          .help = "a command that must pass before a task lands",
          .repeat = Repeat::collects},
         {.name = "scope",
          .value = "GLOB",
          .help = "paths that a task may change",
          .repeat = Repeat::collects},
         {.name = "accept", .value = "TEXT", .help = "an acceptance criterion", .repeat = Repeat::collects},
         {.name = "agent", .value = "NAME", .help = "the agent to begin with; of a planner: who plans"},
         {.name = "difficulty",
          .value = "LEVEL",
          .help = "easy, normal or hard: whose ladder it is tried with"},
         {.name = "after",
          .value = "ID",
          .help = "a task that must have landed before",
          .repeat = Repeat::collects},
         {.name = "priority", .value = "N", .help = "larger lands sooner; 0 if not given"},
         {.name = "goal", .value = "GOAL", .help = "the goal, if more than one is open"},
         {.name = "strict", .help = "take warnings for errors"},
         {.name = "dry-run", .letter = 'n', .help = "only tell what would be published"}},
    .json = Json::yes,
    .run = run_plan,
};

}  // namespace reeve::cli
