#include <exception>

#include "base/text.h"
#include "hooks/trailers.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/output.h"

namespace reeve::cli {
namespace {

// A commit must never fail because of us, so every trouble is a warning, also a hook of a newer version.
ExitCode run(const Arguments& arguments, Context& context) {
  const std::vector<std::string>& words = arguments.operands();
  if (words.front() != "prepare-commit-msg" || words.size() < 2) {
    context.err.line("warning: git-reeve knows no hook " + printable(words.front()));
    return ExitCode::done;
  }
  try {
    hooks::add_trailers(context.folder, words[1], words.size() > 2 ? words[2] : "", inherited_environment());
  } catch (const std::exception& error) {
    context.err.line("warning: no trailers were added: " + printable(error.what()));
  }
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
         "task. It never fails."},
    .operands = {.minimum = 1, .maximum = Operands::any_number, .names = "NAME"},
    .run = run,
};

}  // namespace reeve::cli
