#include <algorithm>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "hooks/installer.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/hook_words.h"
#include "tools/output.h"

namespace reeve::cli {
namespace {

using hooks::HookReport;
using hooks::HookState;

JsonObject hook_object(const HookReport& report) {
  JsonObject object;
  object.add("hook", report.name)
      .add("path", report.path.string())
      .add("state", hook_state_words(report.state));
  object.add_if("after", report.chained.string());
  return object;
}

void tell(const std::vector<HookReport>& reports, Context& context) {
  for (const HookReport& report : reports) context.out.line(hook_line(report));
}

hooks::SharedFolder shared(const Arguments& arguments) {
  return arguments.has("shared") ? hooks::SharedFolder::change : hooks::SharedFolder::refuse;
}

// The hooks of a server let every push run what the repository names, so they are asked for by name.
void check_side(const hooks::HookPlace& place, const Arguments& arguments) {
  const bool is_server = place.side == hooks::HookSide::server;
  if (is_server && !arguments.has("server")) {
    throw Error(
        ErrorKind::usage, "this repository is bare: nobody commits in it",
        "to gate pushes and let them start the fleet on this machine: git reeve hooks install --server");
  }
  if (!is_server && arguments.has("server")) {
    throw Error(ErrorKind::usage, "--server is for a bare repository, and this one has a work tree",
                "run it on the git server, in the repository that is pushed to");
  }
}

ExitCode run_hooks_install(const Arguments& arguments, Context& context) {
  const hooks::HookPlace place = hooks::find_hook_place(context.folder);
  check_side(place, arguments);
  const auto reports = hooks::install(place, shared(arguments));
  tell(reports, context);
  const bool all = std::ranges::none_of(
      reports, [](const HookReport& report) { return report.state == HookState::left_edited; });
  return all ? ExitCode::done : ExitCode::negative;
}

ExitCode run_hooks_uninstall(const Arguments& arguments, Context& context) {
  tell(hooks::uninstall(hooks::find_hook_place(context.folder), shared(arguments)), context);
  return ExitCode::done;
}

ExitCode run_hooks_status(const Arguments& arguments, Context& context) {
  const auto reports = hooks::status(hooks::find_hook_place(context.folder));
  if (!arguments.json()) {
    tell(reports, context);
    return ExitCode::done;
  }
  std::vector<JsonObject> objects;
  std::ranges::transform(reports, std::back_inserter(objects), hook_object);
  context.out.line(JsonObject().add("hooks", objects).text());
  return ExitCode::done;
}

const Option shared_option = {.name = "shared",
                              .help = "also where core.hooksPath is a folder outside of this repository"};

}  // namespace

const Command hooks_install_command = {
    .name = "hooks install",
    .summary = "name tasks in commits and check pushes, in a clone or on a git server",
    .group = Group::start,
    .synopsis = {"[--shared]", "--server [--shared]"},
    .description =
        {"Writes the hooks prepare-commit-msg, post-commit and pre-push where git looks for them, also with "
         "core.hooksPath. A hook that is there already is kept as NAME.before-reeve and runs first. Safe to "
         "run twice, and again after an upgrade. What each of them does: git reeve hook -h.",
         "Where husky keeps the hooks nothing is written; the message says which lines to add. A folder "
         "outside "
         "of this repository serves other repositories as well, and is changed with --shared only.",
         "With --server, in a bare repository on a plain git server: writes pre-receive, which refuses a "
         "push "
         "that breaks the rules of the fleet, and post-receive, which starts the fleet on that machine in "
         "the "
         "background; the push does not wait for it. Up to 'git config reeve.serverWorkers' workers run at "
         "once, [limits] workers otherwise; with 0 the server starts nothing. The fleet ends when nothing is "
         "left to do and leaves its story in reeve/server.log of the repository; what a crash left is done "
         "after the next push, or by 'git reeve run' there. It signs as 'reeve <reeve@HOST>' unless git "
         "config "
         "names somebody. Whoever may push can make the server run commands: install it only where all of "
         "them "
         "may log in as well."},
    .options = {shared_option, {.name = "server", .help = "the hooks of a git server, in a bare repository"}},
    .run = run_hooks_install,
};

const Command hooks_uninstall_command = {
    .name = "hooks uninstall",
    .summary = "take the hooks away and restore what was there",
    .group = Group::start,
    .synopsis = {"[--shared]"},
    .description = {"A hook that somebody has edited since, or put in the place of ours, is left as it is."},
    .options = {shared_option},
    .run = run_hooks_uninstall,
};

const Command hooks_status_command = {
    .name = "hooks status",
    .summary = "tell which hooks are installed",
    .group = Group::look,
    .description = {"One line a hook, with the hook that runs before it. 'git reeve doctor' tries them out."},
    .json = Json::yes,
    .run = run_hooks_status,
};

}  // namespace reeve::cli
