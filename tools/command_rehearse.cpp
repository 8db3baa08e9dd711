#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "base/text_table.h"
#include "git/repository.h"
#include "rehearse/rehearsal.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/interrupt.h"
#include "tools/output.h"

namespace reeve::cli {
namespace {

using rehearse::RehearsalReport;
using rehearse::Scenario;

constexpr std::uint64_t most_seeds = 10'000;

ExitCode list_built_in(Context& context) {
  TextTable table({{"scenario"}, {"title"}, {"tasks", Align::right}});
  for (const rehearse::BuiltInScenario& one : rehearse::built_in_scenarios()) {
    const Scenario scenario = rehearse::parse_scenario(one.text, one.name);
    const auto tasks = std::ranges::count(scenario.nodes, TaskKind::work, &rehearse::Node::kind);
    table.add_row({one.name, scenario.title, std::to_string(tasks)});
  }
  context.out.write(table.render(context.out.width().value_or(0)));
  return ExitCode::done;
}

// A built-in one by its name, else a file.
Scenario scenario_named(const std::string& name, const Context& context) {
  std::vector<std::string> names;
  for (const rehearse::BuiltInScenario& one : rehearse::built_in_scenarios()) {
    if (one.name == name) return rehearse::parse_scenario(one.text, one.name);
    names.push_back(one.name);
  }
  const std::filesystem::path path = context.folder / name;
  if (!std::filesystem::exists(path)) {
    throw Error(ErrorKind::not_found, "there is no scenario '" + printable(name) + "'",
                "name a file, or one of: " + join(names, ", "));
  }
  try {
    return rehearse::parse_scenario(read_file(path), name);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::configuration) throw;
    throw Error(error.kind(), error.what(), "lib/rehearse/scenario.h explains every key");
  }
}

// What .reeve/config.toml says at HEAD; empty where there is no repository, or no such file.
std::string config_here(const Context& context) {
  try {
    const auto repository = git::Repository::discover(context.folder);
    const auto head = repository.resolve_commit("HEAD");
    return head ? repository.file_at(repository.tree_of(*head), ".reeve/config.toml").value_or("") : "";
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_found) throw;
    return "";
  }
}

std::uint64_t number(const Arguments& arguments, const std::string& option, std::uint64_t otherwise,
                     std::uint64_t most) {
  const auto text = arguments.value(option);
  if (!text) return otherwise;
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (problem == std::errc() && end == text->data() + text->size() && value <= most) return value;
  throw Error(ErrorKind::usage, "--" + option + " takes a whole number up to " + std::to_string(most) +
                                    ", not '" + printable(*text) + "'");
}

ExitCode run_rehearse(const Arguments& arguments, Context& context) {
  if (arguments.operands().empty()) return list_built_in(context);
  const Scenario scenario = scenario_named(arguments.operands().front(), context);
  const std::uint64_t first = number(arguments, "seed", scenario.seed, 1'000'000'000);
  const std::uint64_t seeds = std::max<std::uint64_t>(number(arguments, "seeds", 1, most_seeds), 1);
  const std::string config = arguments.has("built-in-config") ? "" : config_here(context);
  const std::size_t width = context.out.width().value_or(0);
  std::vector<RehearsalReport> reports;
  for (std::uint64_t seed = first; seed < first + seeds && !interrupt_token().stop_requested(); ++seed) {
    context.err.progress(fmt::format("rehearsing with seed {}", seed));
    reports.push_back(rehearse::rehearse(scenario, seed, config));
    if (arguments.json()) {
      context.out.line(rehearse::to_json(reports.back()));
    } else if (seeds == 1) {
      context.out.write(rehearse::describe(reports.back(), width));
    } else if (!reports.back().is_good()) {
      context.out.write(rehearse::describe(reports.back(), width) + "\n");
    }
  }
  if (interrupt_token().stop_requested()) return ExitCode::interrupted;
  if (seeds > 1 && !arguments.json()) context.out.write(rehearse::campaign_table(reports, width));
  return std::ranges::all_of(reports, &RehearsalReport::is_good) ? ExitCode::done : ExitCode::negative;
}

}  // namespace

const Command rehearse_command = {
    .name = "rehearse",
    .summary = "play a goal through in seconds, with scripted agents",
    .group = Group::look,
    .synopsis = {"", "SCENARIO [--seed N] [--seeds N] [--built-in-config]"},
    .description = {"Shows how your limits, your ladder of agents and your gate behave when things go wrong, "
                    "before any money is spent. The fleet's own code runs, on a repository that it makes and "
                    "throws away; time is virtual, and agents and checks do what the scenario says. Nothing "
                    "of yours is started or changed.",
                    "SCENARIO is a file, or the name of one that comes with Reeve; without it, those are "
                    "listed. .reeve/config.toml is taken from HEAD. lib/rehearse/scenario.h says what a "
                    "scenario may hold.",
                    "The same seed gives the same run. With --seeds, so many of them are played, and what "
                    "went wrong is added up.",
                    "Exits with 1 if the tree is not what the scenario says at the end, if a task was lost "
                    "or landed twice, or if a limit was passed."},
    .options = {{.name = "seed", .value = "N", .help = "the seed, or the first one"},
                {.name = "seeds", .value = "N", .help = "how many seeds to play, one after the other"},
                {.name = "built-in-config", .help = "do not use the configuration of this repository"}},
    .operands = {0, 1, "SCENARIO"},
    .json = Json::yes,
    .run = run_rehearse,
};

}  // namespace reeve::cli
