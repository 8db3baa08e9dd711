// The rules for one task alone.
#include <fmt/format.h>

#include <algorithm>

#include "base/glob.h"
#include "base/text.h"
#include "plan/lint_rules.h"

namespace reeve {

namespace {

using Findings = std::vector<Finding>;

bool is_by_planner(const LintInput& input) {
  return input.context.author == PlanAuthor::planner;
}

void check_criteria(const LintInput& input, const PlannedTask& task, Findings& findings) {
  const auto says_something = [](const std::string& line) { return !trim(line).empty(); };
  if (std::ranges::any_of(task.spec.accept, says_something)) return;
  findings.push_back(finding_on(task, "has no acceptance criterion",
                                "say what somebody who has only the files can decide with yes or no",
                                input.advice()));
}

void check_own_check(const LintInput& input, const PlannedTask& task, Findings& findings) {
  if (!is_by_planner(input) || !task.spec.checks.empty()) return;
  findings.push_back(finding_on(task, "has no check of its own",
                                "name a command that fails now and succeeds when the task is done",
                                FindingKind::wrong));
}

void check_minutes(const LintInput& input, const PlannedTask& task, Findings& findings) {
  const auto& [low, high] = input.context.sizes.minutes;
  const auto minutes = static_cast<std::size_t>(std::max(task.spec.minutes, 0));
  if (minutes >= low && minutes <= high) return;
  if (minutes > 0) {
    findings.push_back(finding_on(
        task, fmt::format("takes {}, and a task takes {} to {}", count_of(minutes, "minute"), low, high),
        minutes < low ? "put several such tasks into one" : "cut it into several tasks", input.advice()));
  } else if (is_by_planner(input)) {
    findings.push_back(finding_on(task, "does not say how many minutes it takes",
                                  fmt::format("estimate them, {} to {}", low, high), FindingKind::wrong));
  }
}

// Whether some pattern of the list matches all that `glob` does.
bool is_under(const std::string& glob, const std::vector<std::string>& patterns) {
  return std::ranges::any_of(
      patterns, [&](const std::string& pattern) { return pattern == glob || glob_matches(pattern, glob); });
}

void check_matches(const LintInput& input, std::size_t index, Findings& findings) {
  const TaskScope& scope = input.scopes[index];
  for (const std::string& glob : scope.globs) {
    if (!input.paths.matching(glob).empty() || is_under(glob, scope.creates)) continue;
    findings.push_back(finding_on(input.tasks[index],
                                  fmt::format("has the scope '{}', which matches no file", printable(glob)),
                                  "mend it, or name it in 'creates' if the task makes it", input.advice()));
  }
}

// A pattern with a wildcard may always match one more.
void check_creates(const LintInput& input, std::size_t index, Findings& findings) {
  for (const std::string& glob : input.scopes[index].creates) {
    if (!is_plain_path(glob) || !input.paths.contains(glob)) continue;
    findings.push_back(finding_on(input.tasks[index],
                                  fmt::format("creates '{}', which is there already", printable(glob)),
                                  "name it in 'scope'", input.advice()));
  }
}

// A pattern may stand for any number of files that stay as they are; who names each of them means each.
void check_size(const LintInput& input, std::size_t index, Findings& findings) {
  const auto& globs = input.scopes[index].globs;
  const std::size_t most = input.context.sizes.files.high;
  const auto is_one_file = [&](const std::string& glob) {
    return is_plain_path(glob) && (input.paths.contains(glob) || input.paths.matching(glob).empty());
  };
  if (globs.size() <= most || !std::ranges::all_of(globs, is_one_file)) return;
  findings.push_back(
      finding_on(input.tasks[index],
                 fmt::format("names {}, and a task changes at most {}", count_of(globs.size(), "file"), most),
                 "cut it into several tasks", input.advice()));
}

void check_splits(const LintInput& input, std::size_t index, Findings& findings) {
  const PlannedTask& task = input.tasks[index];
  const TaskScope& scope = input.scopes[index];
  for (const std::string& path : task.spec.splits) {
    const bool is_allowed = scope.is_everything() || is_under(path, scope.globs);
    if (input.paths.contains(path) && is_allowed) continue;
    findings.push_back(
        finding_on(task, fmt::format("splits '{}', which is no file that its scope allows", printable(path)),
                   "name files that are there, and in its scope", input.advice()));
  }
}

}  // namespace

Findings content_findings(const LintInput& input, const PlannedTask& task) {
  Findings findings;
  if (task.spec.kind != TaskKind::work) return findings;
  check_criteria(input, task, findings);
  check_own_check(input, task, findings);
  check_minutes(input, task, findings);
  return findings;
}

Findings scope_findings(const LintInput& input, std::size_t index) {
  Findings findings;
  check_matches(input, index, findings);
  check_creates(input, index, findings);
  if (input.tasks[index].spec.kind == TaskKind::work) check_size(input, index, findings);
  check_splits(input, index, findings);
  return findings;
}

}  // namespace reeve
