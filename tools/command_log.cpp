#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "hub/provenance.h"
#include "report/provenance_text.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/output.h"

namespace reeve::cli {
namespace {

constexpr std::int64_t most_landings = 1'000'000;
constexpr std::int64_t landings_shown = 20;

// What a landing must be to be listed; an empty one lets everything pass.
struct Filter {
  std::string goal;
  std::string task;
  std::string agent;
};

bool any_begins_with(const std::vector<std::string>& values, const std::string& start) {
  return std::ranges::any_of(values, [&](const std::string& value) { return value.starts_with(start); });
}

// By the trailers alone: the note is read of what is shown.
bool is_wanted(const std::string& message, const Filter& filter) {
  const auto agents = values_of_trailer(message, "Reeve-Agent");
  return any_begins_with(values_of_trailer(message, "Reeve-Task"), filter.task) &&
         (filter.goal.empty() || any_begins_with(values_of_trailer(message, "Reeve-Goal"), filter.goal)) &&
         (filter.agent.empty() || std::ranges::find(agents, filter.agent) != agents.end());
}

std::vector<Provenance> landings(const git::Repository& repository, const git::Oid& tip, const Filter& filter,
                                 std::size_t most) {
  ProvenanceReader reader(repository);
  std::vector<Provenance> found;
  for (std::optional<git::Oid> commit = tip; commit && found.size() < most;) {
    const git::CommitData data = repository.read_commit(*commit);
    if (is_wanted(data.message, filter)) found.push_back(reader.of(*commit));
    commit = data.parents.empty() ? std::nullopt : std::optional(data.parents.front());
  }
  return found;
}

git::Oid tip_of(const git::Repository& repository, const Arguments& arguments) {
  const std::string name = arguments.operands().empty() ? "HEAD" : arguments.operands().front();
  const auto tip = repository.resolve_commit(name);
  if (!tip && arguments.operands().empty())
    throw Error(ErrorKind::not_found, "there is no commit yet", "git commit");
  if (!tip) throw Error(ErrorKind::not_found, "there is no commit '" + printable(name) + "'");
  return *tip;
}

ExitCode run_log(const Arguments& arguments, Context& context) {
  const git::Repository repository = git::Repository::discover(context.folder);
  const Filter filter{arguments.value("goal").value_or(""), arguments.value("task").value_or(""),
                      arguments.value("agent").value_or("")};
  const auto most = arguments.number("count", 1, most_landings).value_or(landings_shown);
  const auto found =
      landings(repository, tip_of(repository, arguments), filter, static_cast<std::size_t>(most));
  if (arguments.json()) {
    for (const Provenance& landing : found) context.out.line(provenance_json(landing).text());
    return ExitCode::done;
  }
  context.out.write(landings_table(found, context.out.width().value_or(0)));
  if (found.empty() && context.verbosity != Verbosity::quiet) {
    context.err.line("no task has landed there");
    if (arguments.operands().empty())
      context.err.line("hint: of a goal with a branch of its own: git reeve log reeve/goal/GOAL");
  }
  return ExitCode::done;
}

}  // namespace

const Command log_command = {
    .name = "log",
    .summary = "list what has landed, and who made it",
    .group = Group::look,
    .synopsis = {"[REV] [--goal GOAL] [--task TASK] [--agent NAME] [--count N]"},
    .description =
        {"The landings in the history of REV (HEAD), along first parents, the newest first: when, by "
         "which task, agent and how many attempts, and what it cost. Needs no hub.",
         "GOAL and TASK may be the beginning of an id. 'git log --notes=reeve/ledger' shows the "
         "whole story of each.",
         "With --json: an object a line, as of 'git reeve why --json'."},
    .options = {{.name = "goal", .value = "GOAL", .help = "of this goal only"},
                {.name = "task", .value = "TASK", .help = "of this task only"},
                {.name = "agent", .value = "NAME", .help = "by this agent only"},
                {.name = "count", .value = "N", .help = "so many at most; default: 20"}},
    .operands = {.minimum = 0, .maximum = 1, .names = "[REV]"},
    .json = Json::yes,
    .run = run_log,
};

}  // namespace reeve::cli
