#include "tools/hook_words.h"

#include "base/text.h"

namespace reeve::cli {

using hooks::HookReport;
using hooks::HookState;

std::string_view hook_state_words(HookState state) {
  switch (state) {
    case HookState::absent:
      return "not installed";
    case HookState::installed:
      return "up to date";
    case HookState::outdated:
      return "not as this version writes it; install it again";
    case HookState::edited:
      return "edited since it was installed";
    case HookState::replaced:
      return "does not run: another hook was put in its place; install it again";
    case HookState::called_by_husky:
      return "called by husky";
    case HookState::installed_now:
      return "installed";
    case HookState::updated:
      return "updated";
    case HookState::removed:
      return "removed";
    case HookState::left_edited:
      return "edited since it was installed; left as it is";
    case HookState::left_replaced:
      return "another hook was put in its place; left as it is";
  }
  return "";
}

std::string hook_line(const HookReport& report) {
  std::string line = report.name + ": " + std::string(hook_state_words(report.state));
  if (report.chained.empty() || report.state == HookState::replaced) return line;
  if (report.state == HookState::removed) return line + ", and the hook before it restored";
  return line + ", after " + printable(report.chained.filename().string());
}

}  // namespace reeve::cli
