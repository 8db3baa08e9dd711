#include "base/error.h"
#include "base/text.h"
#include "hooks/installer.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/output.h"

namespace reeve::cli {
namespace {

std::string words(hooks::HookState state) {
  switch (state) {
    case hooks::HookState::absent:
      return "not installed";
    case hooks::HookState::installed:
      return "up to date";
    case hooks::HookState::edited:
      return "edited since it was installed";
    case hooks::HookState::installed_now:
      return "installed";
    case hooks::HookState::removed:
      return "removed";
    case hooks::HookState::left_edited:
      return "edited since it was installed; left as it is";
  }
  return "";
}

void tell(const std::vector<hooks::HookReport>& reports, Context& context) {
  for (const hooks::HookReport& report : reports) {
    std::string line = report.name + ": " + words(report.state);
    if (report.state == hooks::HookState::removed) {
      if (!report.chained.empty()) line += ", and the hook before it restored";
    } else if (!report.chained.empty()) {
      line += ", after " + report.chained.filename().string();
    }
    context.out.line(printable(line));
  }
}

// The hooks of a server let every push run what the repository names, so they are asked for by name.
void check_side(const hooks::HookPlace& place, const Arguments& arguments) {
  const bool is_server = place.side == hooks::HookSide::server;
  if (is_server && !arguments.has("server")) {
    throw Error(ErrorKind::usage, "this repository is bare: nobody commits in it",
                "to let pushes start the fleet on this machine: git reeve hooks install --server");
  }
  if (!is_server && arguments.has("server")) {
    throw Error(ErrorKind::usage, "--server is for a bare repository, and this one has a work tree",
                "run it on the git server, in the repository that is pushed to");
  }
}

ExitCode run_install(const Arguments& arguments, Context& context) {
  const hooks::HookPlace place = hooks::find_hook_place(context.folder);
  check_side(place, arguments);
  tell(hooks::install(place), context);
  return ExitCode::done;
}

ExitCode run_uninstall(const Arguments&, Context& context) {
  tell(hooks::uninstall(hooks::find_hook_place(context.folder)), context);
  return ExitCode::done;
}

ExitCode run_status(const Arguments&, Context& context) {
  tell(hooks::status(hooks::find_hook_place(context.folder)), context);
  return ExitCode::done;
}

}  // namespace

const Command hooks_install_command = {
    .name = "hooks install",
    .summary = "let commits name their task, or pushes to a git server start the fleet",
    .group = Group::start,
    .synopsis = {"", "--server"},
    .description =
        {"Writes a prepare-commit-msg hook where git looks for it, also with core.hooksPath. A hook "
         "that is there already is kept as prepare-commit-msg.before-reeve and runs first. Safe to "
         "run twice. Where husky keeps the hooks nothing is written; the message says which line "
         "to add.",
         "With --server, in a bare repository on a plain git server: writes a post-receive hook. A push of a "
         "branch then starts the fleet on that machine, in the background; the push does not wait for it. "
         "Up to 'git config reeve.serverWorkers' workers run at once, [limits] workers otherwise. The fleet "
         "ends when nothing is left to do and leaves its story in reeve/server.log of the repository; what a "
         "crash left is done after the next push, or by 'git reeve run' there. It signs as 'reeve "
         "<reeve@HOST>' unless git config names somebody. Whoever may push can make the server run "
         "commands: install it only where all of them may log in as well."},
    .options = {{.name = "server", .help = "the hook of a git server, in a bare repository"}},
    .run = run_install,
};

const Command hooks_uninstall_command = {
    .name = "hooks uninstall",
    .summary = "take the hooks away and restore what was there",
    .group = Group::start,
    .description = {"A hook that somebody has edited since is left as it is."},
    .run = run_uninstall,
};

const Command hooks_status_command = {
    .name = "hooks status",
    .summary = "tell which hooks are installed",
    .group = Group::look,
    .description = {"One line a hook, with the hook that runs before it."},
    .run = run_status,
};

}  // namespace reeve::cli
