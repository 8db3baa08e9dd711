#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "plan/plan_each.h"
#include "plan/plan_file.h"
#include "plan/publish.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/planning.h"

namespace reeve::cli {
namespace {

// A plan larger than this is not read: a million tasks of a line each.
constexpr std::uintmax_t longest_plan = 256 << 20;

std::string plan_text(const std::string& file) {
  if (file == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  if (std::filesystem::exists(file) && std::filesystem::is_regular_file(file) &&
      std::filesystem::file_size(file) > longest_plan) {
    throw Error(ErrorKind::invalid, file + " is larger than 256 MB", "cut it into several plans");
  }
  return read_file(file);
}

std::vector<PlannedTask> drafts_each(Session& session, const git::Oid& base, const Arguments& arguments) {
  const auto title = arguments.value("title");
  if (!title)
    throw Error(ErrorKind::usage, "--each needs --title", "for example: --title 'modernise {path}'");
  EachTemplate each;
  each.title = *title;
  each.body = arguments.value("body").value_or("");
  each.accept = arguments.values("accept");
  each.scope = arguments.values("scope");
  each.checks = arguments.values("check");
  each.agent = arguments.value("agent").value_or("");
  each.priority = static_cast<int>(arguments.number("priority", -1000, 1000).value_or(0));
  std::vector<EachPath> paths;
  for (const std::string& glob : arguments.values("each")) {
    for (EachPath& path : paths_matching(session.hub.objects(), base, glob)) {
      if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(std::move(path));
    }
  }
  return plan_each(paths, each);
}

std::string default_title(const Arguments& arguments) {
  if (const auto title = arguments.value("title"))
    return replace_all(*title, "{path}", arguments.value("each").value_or(""));
  const auto file = arguments.value("from");
  return !file || *file == "-" ? "plan" : std::filesystem::path(*file).stem().string();
}

void tell(const std::vector<TaskSpec>& specs, const GoalRecord& goal, const Arguments& arguments,
          Context& context) {
  const bool dry = arguments.has("dry-run");
  if (arguments.json()) {
    std::vector<JsonObject> tasks;
    for (const TaskSpec& spec : specs) tasks.push_back(spec_to_json(spec));
    context.out.line(JsonObject().add("goal", goal.id()).add("published", !dry).add("tasks", tasks).text());
    return;
  }
  constexpr std::size_t most_listed = 12;
  const bool all = specs.size() <= most_listed || context.verbosity == Verbosity::verbose;
  const std::size_t listed = all ? specs.size() : most_listed - 2;
  for (std::size_t index = 0; index < listed; ++index) {
    context.out.line(specs[index].id + "  " + printable(specs[index].title));
  }
  if (!all) context.out.line(fmt::format("… and {} more", specs.size() - listed));
  if (context.verbosity == Verbosity::quiet) return;
  context.err.line(fmt::format("{} {} for goal {}.{}", count_of(specs.size(), "task"),
                               dry ? "would be published" : "published", goal.id(),
                               dry ? "" : " Next: git reeve run"));
}

// The goal that is planned for. With none open and none named, one is opened, but only once the plan is found
// good.
std::optional<GoalRecord> existing_goal(Session& session, const Arguments& arguments) {
  if (const auto named = arguments.value("goal")) return resolve_goal(session, named);
  for (const GoalRecord& goal : session.goals.all().goals) {
    if (goal.state.phase == GoalPhase::open) return resolve_goal(session, std::nullopt);
  }
  return std::nullopt;
}

ExitCode run(const Arguments& arguments, Context& context) {
  const auto from = arguments.value("from");
  if (from.has_value() == arguments.has("each")) {
    throw Error(
        ErrorKind::usage,
        from ? "--from and --each do not go together" : "say what to plan: --from FILE or --each GLOB",
        "planner agents come with a later version");
  }
  Session session(context);
  auto goal = existing_goal(session, arguments);
  const auto head = session.hub.objects().resolve_commit("HEAD");
  if (!goal && !head)
    throw Error(ErrorKind::not_found, "this repository has no commit yet", "commit something first");
  const git::Oid base = goal ? goal->base() : *head;
  const auto drafts = from ? parse_plan(plan_text(*from), *from) : drafts_each(session, base, arguments);
  require_good(session, goal, base, drafts);
  if (arguments.has("dry-run")) {
    GoalRecord none;
    none.state.spec.id = "new";
    const GoalRecord& shown = goal ? *goal : none;
    tell(specs_of(drafts, place_for(session, shown, base)), shown, arguments, context);
    return ExitCode::done;
  }
  if (!goal) {
    GoalSpec spec;
    spec.title = default_title(arguments);
    goal = open_goal(session, spec, base);
  }
  tell(publish_plan(session.tasks, drafts, place_for(session, *goal, goal->base())), *goal, arguments,
       context);
  return ExitCode::done;
}

}  // namespace

const Command plan_command = {
    .name = "plan",
    .summary = "publish tasks",
    .group = Group::plan,
    .synopsis =
        {"[--goal GOAL] [--dry-run] --from FILE",
         "[--goal GOAL] [--dry-run] --each GLOB… --title TEXT [--body TEXT] [--accept TEXT]… [--check CMD]… "
         "[--scope GLOB]… [--agent NAME] [--priority N]"},
    .description =
        {"Publishes the tasks of a file (TOML or JSON Lines), or one task for each file or folder that a "
         "glob matches. In "
         "the texts of --each, {path} stands for the file or folder, {name} for its last part, {stem} for "
         "that without "
         "its extension; an agent's command may have {path} too.",
         "Everything that is wrong with a plan is said at once, and then nothing is published. With no goal "
         "open, one is "
         "opened on top of HEAD.",
         "  git reeve plan --each 'src/**/*.h' --title 'modernise {path}' --check 'make {stem}.o'"},
    .options =
        {{.name = "goal", .value = "GOAL", .help = "plan for this goal"},
         {.name = "from", .value = "FILE", .help = "the plan; - reads standard input"},
         {.name = "each", .value = "GLOB", .help = "one task for each match", .repeat = Repeat::collects},
         {.name = "title", .value = "TEXT", .help = "the title of each task"},
         {.name = "body", .value = "TEXT", .help = "what to do"},
         {.name = "accept", .value = "TEXT", .help = "acceptance criterion", .repeat = Repeat::collects},
         {.name = "check",
          .value = "CMD",
          .help = "a shell command that must succeed",
          .repeat = Repeat::collects},
         {.name = "scope",
          .value = "GLOB",
          .help = "what it may change ({path} unless said)",
          .repeat = Repeat::collects},
         {.name = "agent", .value = "NAME", .help = "begin with this agent"},
         {.name = "priority", .value = "N", .help = "larger is sooner"},
         {.name = "dry-run", .letter = 'n', .help = "check and show the plan, publish nothing"}},
    .json = Json::yes,
    .run = run,
};

}  // namespace reeve::cli
