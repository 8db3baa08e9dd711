#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "hooks/installer.h"
#include "hooks/probe.h"
#include "tools/checkup.h"

namespace reeve::cli {
namespace {

using hooks::HookReport;
using hooks::HookState;

constexpr std::string_view install_again = "git reeve hooks install";

// Whether git would get to our hook by what is written there.
bool should_fire(const HookReport& report) {
  return report.state != HookState::absent && report.state != HookState::replaced;
}

// The line in which git, the shell or the hook says what is wrong with this hook, or else the last one.
std::string reason(const std::string& hook, const std::string& said) {
  const auto lines = split_lines(trim(said));
  if (lines.empty()) return "git and the hook say nothing";
  const auto naming = std::ranges::find_if(
      lines, [&](const std::string& line) { return line.find(hook) != std::string::npos; });
  return naming == lines.end() ? lines.back() : *naming;
}

HealthFinding about_silence(const HookReport& report, const hooks::Probe& probe) {
  switch (report.state) {
    case HookState::absent:
      return {"", Health::warning, "is not installed", std::string(install_again)};
    case HookState::replaced:
      return {"", Health::problem, "does not run: another hook was put in its place (lefthook does that)",
              std::string(install_again) + "; the other one is kept and runs first"};
    case HookState::outdated:
      return {"", Health::problem, "does not run: " + reason(report.name, probe.said),
              std::string(install_again)};
    default:
      return {"", Health::problem, "does not run: " + reason(report.name, probe.said),
              "see " + report.path.string() + ", and whether git-reeve is in PATH"};
  }
}

HealthFinding about_running(const HookReport& report) {
  const std::string after = report.chained.empty() ? "" : ", after " + report.chained.filename().string();
  switch (report.state) {
    case HookState::outdated:
      return {"", Health::warning, "runs, but is not as this version writes it", std::string(install_again)};
    case HookState::edited:
      return {"", Health::ok, "runs, and was edited" + after, ""};
    case HookState::called_by_husky:
      return {"", Health::ok, "runs, called by husky", ""};
    default:
      return {"", Health::ok, "runs" + after, ""};
  }
}

HealthFinding about(const HookReport& report, const hooks::Probe& probe) {
  HealthFinding finding =
      probe.fired.contains(report.name) ? about_running(report) : about_silence(report, probe);
  finding.subject = report.name;
  return finding;
}

}  // namespace

std::vector<HealthFinding> check_hooks(const Context& context) try {
  const hooks::HookPlace place = hooks::find_hook_place(context.folder);
  const std::vector<HookReport> reports = hooks::status(place);
  hooks::Probe probe;
  if (std::ranges::any_of(reports, should_fire)) probe = hooks::probe_hooks(place, inherited_environment());
  std::vector<HealthFinding> findings;
  for (const HookReport& report : reports) findings.push_back(about(report, probe));
  return findings;
} catch (const Error& error) {
  if (error.kind() == ErrorKind::not_found) return {};  // outside of a repository, which is told already
  return {{"hooks", Health::problem, error.what(), error.hint()}};
}

}  // namespace reeve::cli
