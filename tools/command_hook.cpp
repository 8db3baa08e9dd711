#include <exception>

#include "base/text.h"
#include "hooks/trailers.h"
#include "tools/arguments.h"
#include "tools/command_hook_server.h"
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/server_fleet.h"

namespace reeve::cli {
namespace {

// A commit must never fail because of us, so every trouble is a warning.
ExitCode prepare_commit_msg(const std::vector<std::string>& words, Context& context) {
  try {
    hooks::add_trailers(context.folder, words[1], words.size() > 2 ? words[2] : "", inherited_environment());
  } catch (const std::exception& error) {
    context.err.line("warning: no trailers were added: " + printable(error.what()));
  }
  return ExitCode::done;
}

// A hook of a newer version is no reason to fail either.
ExitCode run(const Arguments& arguments, Context& context) {
  const std::vector<std::string>& words = arguments.operands();
  const std::string& name = words.front();
  if (name == "prepare-commit-msg" && words.size() >= 2) return prepare_commit_msg(words, context);
  if (name == "pre-receive") return run_pre_receive(context);
  if (name == "post-receive") return start_server_fleet(context);
  if (name == "server-run") return run_server_fleet(context);
  context.err.line("warning: git-reeve knows no hook " + printable(name));
  return ExitCode::done;
}

}  // namespace

const Command hook_command = {
    .name = "hook",
    .summary = "what an installed hook runs",
    .group = Group::hidden,
    .synopsis = {"NAME [ARGUMENT]…"},
    .description =
        {"Knows prepare-commit-msg, which adds Reeve-Task and Reeve-Attempt to a commit made for a "
         "task, and never fails; and post-receive, which starts the fleet in the repository of a git "
         "server that a push came to, and returns at once. What it starts is server-run: one at a time for "
         "each repository, until nothing is left to do.",
         "On a server it also knows pre-receive, which refuses a push that breaks the rules of the fleet."},
    .operands = {.minimum = 1, .maximum = Operands::any_number, .names = "NAME"},
    .run = run,
};

}  // namespace reeve::cli
