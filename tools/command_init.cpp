#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "config/config.h"
#include "git/git_program.h"
#include "git/repository.h"
#include "hooks/installer.h"
#include "hub/remote_hub.h"
#include "task/ref_names.h"
#include "tools/arguments.h"
#include "tools/ci_files.h"
#include "tools/commands.h"
#include "tools/hook_words.h"
#include "tools/hub_choice.h"
#include "tools/output.h"

namespace reeve::cli {
namespace {

std::string toml_text(const std::string& text) {
  return "\"" + replace_all(replace_all(text, "\\", "\\\\"), "\"", "\\\"") + "\"";
}

std::string with_hub(const std::string& text, const std::string& hub) {
  if (hub.empty()) return text;
  return replace_all(text, "# [hub]\n# remote = \"origin\"\n", "[hub]\nremote = " + toml_text(hub) + "\n");
}

// Gives whether the file is new. One that is there is read, so that a mistake in it is told now.
bool write_configuration(const std::filesystem::path& work_tree, const std::string& hub) {
  const auto file = work_tree / config_path;
  std::error_code failure;
  if (std::filesystem::exists(std::filesystem::symlink_status(file, failure))) {
    parse_config(read_file(file), std::string(config_path));
    return false;
  }
  make_folders(file.parent_path());
  replace_file(file, with_hub(std::string(config_template()), hub));
  return true;
}

ProcessResult configure(const git::Repository& repository, const std::vector<std::string>& arguments) {
  std::vector<std::string> words{"config"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return git::run_git(repository.git_dir(), words);
}

// Gives whether it was not so before.
bool show_ledger_in_log(const git::Repository& repository) {
  const std::string ledger(refs::ledger);
  const auto shown = split_lines(configure(repository, {"--get-all", "notes.displayRef"}).out);
  for (const std::string& ref : shown) {
    if (ref == ledger) return false;
  }
  const ProcessResult added = configure(repository, {"--local", "--add", "notes.displayRef", ledger});
  if (added.succeeded()) return true;
  throw Error(ErrorKind::git, "notes.displayRef cannot be set: " + std::string(trim(added.err)));
}

// Asks the hub for its refs, so that a mistake is told now; then this clone uses it, and `git fetch` brings
// the ledger along where the hub is a remote with a name.
void use_hub(const git::Repository& repository, const std::string& hub) {
  check_remote(repository, hub);
  RemoteHub(git::Repository::open(repository.git_dir()), hub, a_persons_patience)
      .list(std::string(refs::task_prefix));
  if (!configure(repository, {"--local", "reeve.hub", hub}).succeeded())
    throw Error(ErrorKind::git, "reeve.hub cannot be set in the repository's configuration");
  const std::string key = "remote." + hub + ".fetch";
  const std::string notes = "+refs/notes/reeve/*:refs/notes/reeve/*";
  if (!repository.config("remote." + hub + ".url")) return;
  for (const std::string& refspec : split_lines(configure(repository, {"--get-all", key}).out)) {
    if (refspec == notes) return;
  }
  configure(repository, {"--local", "--add", key, notes});
}

// What a file that was there already lacks of the hub.
std::string advice_on_file(const git::Repository& repository, const std::string& hub) {
  if (hub.empty()) return "";
  const auto file = repository.work_tree().value() / config_path;
  if (parse_config(read_file(file), std::string(config_path)).hub.remote == hub) return "";
  return "  add to .reeve/config.toml, for the other clones: [hub] remote = " + toml_text(hub) + "\n";
}

std::string report(bool wrote_configuration, bool set_display, const CiReport& ci) {
  std::string text;
  if (wrote_configuration) {
    text += "wrote .reeve/config.toml\n";
  } else {
    text += ".reeve/config.toml is there already; it is left as it is\n";
  }
  if (set_display) text += "set notes.displayRef, so that 'git log' shows the ledger\n";
  text += ci.done;
  text +=
      "Prompts are built in: 'git reeve prompt ROLE' shows one. To change it, write "
      ".reeve/prompts/ROLE.md.\n\nNext:\n";
  if (wrote_configuration) text += "  edit .reeve/config.toml: name your agents and checks\n";
  return text + ci.next + "  git add .reeve" + ci.add +
         " && git commit -m 'Configure Reeve'\n"
         "  git reeve goal new TITLE\n"
         "  git reeve plan --from FILE, or --each GLOB --title TITLE\n"
         "  git reeve run\n";
}

std::string install_hooks(const std::filesystem::path& work_tree) {
  const auto reports = hooks::install(hooks::find_hook_place(work_tree));
  std::string text;
  for (const hooks::HookReport& report : reports) text += hook_line(report) + "\n";
  return text;
}

ExitCode run_init(const Arguments& arguments, Context& context) {
  const git::Repository repository = git::Repository::discover(context.folder);
  const auto work_tree = repository.work_tree();
  if (!work_tree) {
    throw Error(ErrorKind::usage, "this repository is bare: there is no work tree to write into",
                "run 'git reeve init' in a clone, and push the commit");
  }
  const std::string hub = arguments.value("hub").value_or("");
  const auto ci = arguments.value("ci");
  const CiSystem* system = ci ? &ci_system(*ci) : nullptr;  // a mistake is told before anything is written
  const std::string installed = arguments.has("hooks") ? install_hooks(*work_tree) : "";
  if (!hub.empty()) use_hub(repository, hub);
  const bool wrote = write_configuration(*work_tree, hub);
  const bool set = show_ledger_in_log(repository);
  const CiReport written = system != nullptr ? write_ci_files(*system, *work_tree) : CiReport();
  if (context.verbosity == Verbosity::quiet) return ExitCode::done;
  if (!hub.empty()) context.out.write("the hub is " + printable(without_password(hub)) + "\n");
  context.out.write(installed + report(wrote, set, written) + advice_on_file(repository, hub));
  return ExitCode::done;
}

}  // namespace

const Command init_command = {
    .name = "init",
    .summary = "write the configuration into this repository",
    .group = Group::start,
    .synopsis = {"[--hub REMOTE] [--ci SYSTEM] [--hooks]"},
    .description =
        {"Writes .reeve/config.toml with everything explained, and lets 'git log' show the ledger. "
         "What is there already is never changed. Commit the file: the fleet reads it from the "
         "branch that receives the work.",
         "With --hub, tasks and their state are kept in a git remote instead of this repository, so that "
         "several machines work on them. Each machine runs this once in its clone; any remote will do that "
         "git can push to.",
         "With --ci github, writes the workflow and the action with which GitHub runs the fleet; with --ci "
         "gitlab, .reeve/gitlab.yml, whose jobs work on the tasks, judge them and go on, and a "
         ".gitlab-ci.yml "
         "that includes it. Give --hub as well, so that tasks go where they start jobs."},
    .options = {{.name = "hub", .value = "REMOTE", .help = "a remote's name, or a URL"},
                {.name = "ci",
                 .value = "SYSTEM",
                 .help = "github or gitlab: write the files with which it runs the fleet"},
                {.name = "hooks", .help = "install the hooks as 'git reeve hooks install' does"}},
    .run = run_init,
};

}  // namespace reeve::cli
