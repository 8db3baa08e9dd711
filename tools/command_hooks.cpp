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

ExitCode run_install(const Arguments&, Context& context) {
  tell(hooks::install(hooks::find_hook_place(context.folder)), context);
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
    .summary = "let commits on a task's branch name their task",
    .group = Group::start,
    .description =
        {"Writes a prepare-commit-msg hook where git looks for it, also with core.hooksPath. A hook "
         "that is there already is kept as prepare-commit-msg.before-reeve and runs first. Safe to "
         "run twice. Where husky keeps the hooks nothing is written; the message says which line "
         "to add."},
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
