#include "tools/checkup.h"

#include <filesystem>
#include <regex>

#include "agent/sandbox.h"
#include "base/error.h"
#include "base/file.h"
#include "base/program_lookup.h"
#include "base/text.h"
#include "config/config.h"
#include "git/git_program.h"
#include "hub/remote.h"
#include "task/ref_names.h"
#include "tools/hub_choice.h"

namespace reeve::cli {
namespace {

namespace fs = std::filesystem;

constexpr Milliseconds longest_answer{10'000};

HealthFinding trouble(const std::string& subject, const std::exception& error) {
  const auto* known = dynamic_cast<const Error*>(&error);
  return {subject, Health::problem, error.what(), known != nullptr ? known->hint() : ""};
}

template <typename Check>
HealthFinding finding_of(const std::string& subject, const Check& check) try {
  HealthFinding finding = check();
  finding.subject = subject;
  return finding;
} catch (const std::exception& error) {
  return trouble(subject, error);
}

// --- The machine

HealthFinding check_git(const Context& context) {
  ProcessSpec spec;
  spec.argv = {"git", "--version"};
  spec.cwd = context.folder;
  spec.environment = inherited_environment();
  spec.limits.wall = longest_answer;
  const std::string said = run_process(spec).out;
  std::smatch parts;
  if (!std::regex_search(said, parts, std::regex("([0-9]+)\\.([0-9]+)[^ \n]*")))
    return {"", Health::problem, "git does not say its version", "see what 'git --version' prints"};
  // Older ones have no `git merge-tree --write-tree`, which merges candidates.
  if (std::pair(std::stoi(parts[1]), std::stoi(parts[2])) < std::pair(2, 38))
    return {"", Health::problem, "version " + parts.str(0) + " is too old", "install git 2.38 or newer"};
  return {"", Health::ok, "version " + parts.str(0), ""};
}

HealthFinding check_program() {
  const fs::path here = fs::read_symlink("/proc/self/exe");
  const std::string folder = here.parent_path().string();
  ProcessSpec spec;
  spec.argv = {"git-reeve"};
  spec.environment = inherited_environment();
  try {
    const fs::path found = program_of(spec);
    std::error_code failure;
    if (fs::equivalent(found, here, failure)) return {"", Health::ok, found.string(), ""};
    return {"", Health::warning, found.string() + " comes first in PATH, and this is " + here.string(),
            "put " + folder + " first in PATH, or remove one of the two"};
  } catch (const Error&) {
    return {"", Health::problem, "git-reeve is not in PATH, so hooks do not find it",
            "put " + folder + " into PATH"};
  }
}

HealthFinding check_sandbox() {
  const SandboxProbe& probe = probe_sandbox();
  if (probe.works) return {"", Health::ok, probe.reason + " keeps agents and checks to their workspaces", ""};
  return {"", Health::warning,
          "agents and checks may read and write all that you may, for bwrap does not work: " + probe.reason,
          probe.hint};
}

// --- The repository

HealthFinding check_person(const git::Repository& repository, const Context& context) {
  const auto person = repository.person(context.clock.now());
  if (person && !trim(person->name).empty())
    return {"", Health::ok, person->name + " <" + person->email + ">", ""};
  return {"", Health::problem, "git does not know who you are",
          "git config --global user.name \"Your Name\" && git config --global user.email you@example.com"};
}

// libgit2 opens a partial clone and then misses objects that git would fetch.
HealthFinding check_kind(const git::Repository& repository) {
  const ProcessResult asked =
      git::run_git(repository.git_dir(),
                   {"config", "--get-regexp", "^(remote\\..*\\.promisor|extensions\\.partialclone)$"});
  if (!asked.succeeded()) return {"", Health::ok, repository.common_dir().string(), ""};
  return {"", Health::problem,
          repository.common_dir().string() + " is a partial clone, and Reeve cannot fetch what it lacks",
          "clone it again without --filter"};
}

std::optional<std::string> committed_configuration(const git::Repository& repository) {
  const auto head = repository.resolve_commit("HEAD");
  return head ? repository.file_at(repository.tree_of(*head), std::string(config_path)) : std::nullopt;
}

std::optional<std::string> written_configuration(const git::Repository& repository) {
  const auto work_tree = repository.work_tree();
  if (!work_tree || !fs::exists(*work_tree / config_path)) return std::nullopt;
  return read_file(*work_tree / config_path);
}

HealthFinding check_configuration(const git::Repository& repository) {
  const auto committed = committed_configuration(repository);
  const auto written = written_configuration(repository);
  const auto text = written ? written : committed;
  if (!text)
    return {"", Health::warning, "there is no " + std::string(config_path), "write one: git reeve init"};
  const Config config = parse_config(*text, std::string(config_path));
  if (!committed) {
    return {"", Health::warning, std::string(config_path) + " is not committed, and the fleet reads commits",
            "git add .reeve && git commit"};
  }
  if (config.agents.empty()) {
    return {"", Health::warning, std::string(config_path) + " names no agent, so no task can be worked on",
            "name one under [agents]"};
  }
  return {"", Health::ok, std::string(config_path) + " with " + count_of(config.agents.size(), "agent"), ""};
}

HealthFinding check_hub(const git::Repository& repository) {
  const std::string remote = chosen_remote(repository);
  const auto hub = open_hub(git::Repository::open(repository.git_dir()), a_persons_patience);
  const std::size_t tasks = hub->list(std::string(refs::task_log_prefix)).size();
  return {"", Health::ok,
          (remote.empty() ? "this repository" : without_password(remote)) + ", " + count_of(tasks, "task"),
          ""};
}

// As git reads notes.displayRef: a name, or a pattern whose star also takes slashes.
bool shows(const std::string& display_ref, std::string_view notes) {
  if (!display_ref.ends_with('*')) return display_ref == notes;
  return notes.starts_with(display_ref.substr(0, display_ref.size() - 1));
}

HealthFinding check_ledger(const git::Repository& repository) {
  const auto shown = git::run_git(repository.git_dir(), {"config", "--get-all", "notes.displayRef"}, {}).out;
  for (const std::string& ref : split_lines(shown)) {
    if (shows(ref, refs::ledger)) return {"", Health::ok, "'git log' shows it", ""};
  }
  return {"", Health::warning, "'git log' does not show what landed how: notes.displayRef does not name it",
          "git config --add notes.displayRef " + std::string(refs::ledger)};
}

std::vector<HealthFinding> check_repository(const Context& context) try {
  const git::Repository repository = git::Repository::discover(context.folder);
  return {finding_of("repository", [&] { return check_kind(repository); }),
          finding_of("you", [&] { return check_person(repository, context); }),
          finding_of("configuration", [&] { return check_configuration(repository); }),
          finding_of("hub", [&] { return check_hub(repository); }),
          finding_of("ledger", [&] { return check_ledger(repository); })};
} catch (const std::exception& error) {
  return {trouble("repository", error)};
}

}  // namespace

std::string_view name_of(Health health) {
  switch (health) {
    case Health::ok:
      return "ok";
    case Health::warning:
      return "warning";
    case Health::problem:
      return "problem";
  }
  return "";
}

std::vector<HealthFinding> check_up(Context& context) {
  std::vector<HealthFinding> findings{finding_of("git", [&] { return check_git(context); }),
                                      finding_of("program", check_program),
                                      finding_of("sandbox", check_sandbox)};
  for (HealthFinding& finding : check_repository(context)) findings.push_back(std::move(finding));
  for (HealthFinding& finding : check_hooks(context)) findings.push_back(std::move(finding));
  return findings;
}

}  // namespace reeve::cli
