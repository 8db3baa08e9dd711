#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "config/config.h"
#include "git/git_program.h"
#include "git/repository.h"
#include "task/ref_names.h"
#include "tools/commands.h"
#include "tools/output.h"

namespace reeve::cli {
namespace {

constexpr std::string_view config_path = ".reeve/config.toml";

// Gives whether the file is new. One that is there is read, so that a mistake in it is told now.
bool write_configuration(const std::filesystem::path& work_tree) {
  const auto file = work_tree / config_path;
  std::error_code failure;
  if (std::filesystem::exists(std::filesystem::symlink_status(file, failure))) {
    parse_config(read_file(file), std::string(config_path));
    return false;
  }
  make_folders(file.parent_path());
  replace_file(file, config_template());
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

std::string report(bool wrote_configuration, bool set_display) {
  std::string text;
  if (wrote_configuration) {
    text += "wrote .reeve/config.toml\n";
  } else {
    text += ".reeve/config.toml is there already; it is left as it is\n";
  }
  if (set_display) text += "set notes.displayRef, so that 'git log' shows the ledger\n";
  text += "Prompts are built in. To change one, write .reeve/prompts/worker.md or conflict.md.\n\nNext:\n";
  if (wrote_configuration) text += "  edit .reeve/config.toml: name your agents and checks\n";
  return text +
         "  git add .reeve && git commit -m 'Configure Reeve'\n"
         "  git reeve goal new TITLE\n"
         "  git reeve plan --from FILE, or --each GLOB --title TITLE\n"
         "  git reeve run\n";
}

ExitCode run(const Arguments&, Context& context) {
  const git::Repository repository = git::Repository::discover(context.folder);
  const auto work_tree = repository.work_tree();
  if (!work_tree) {
    throw Error(ErrorKind::usage, "this repository is bare: there is no work tree to write into",
                "run 'git reeve init' in a clone, and push the commit");
  }
  const bool wrote = write_configuration(*work_tree);
  const bool set = show_ledger_in_log(repository);
  if (context.verbosity != Verbosity::quiet) context.out.write(report(wrote, set));
  return ExitCode::done;
}

}  // namespace

const Command init_command = {
    .name = "init",
    .summary = "write the configuration into this repository",
    .group = Group::start,
    .description =
        {"Writes .reeve/config.toml with everything explained, and lets 'git log' show the ledger. "
         "What is there already is never changed. Commit the file: the fleet reads it from the "
         "branch that receives the work."},
    .run = run,
};

}  // namespace reeve::cli
