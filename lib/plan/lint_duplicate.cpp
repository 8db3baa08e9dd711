#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/lint_rules.h"
#include "plan/title_likeness.h"

namespace reeve {

namespace {

struct Said {
  TitleWords title;
  std::string words;  // "'parser-k3qa', which is open", "task 'parser'"
};

// Only tasks with the same scope are compared, so a plan of a thousand files is answered at once.
using SaidByScope = std::map<std::vector<std::string>, std::vector<Said>>;

bool is_compared(const LintInput& input, const KnownTask& task) {
  if (task.kind != TaskKind::work) return false;
  return task.phase == Phase::landed || input.stays(task);
}

std::vector<std::string> scope_of_known(const LintInput& input, std::size_t place) {
  if (input.context.tasks[place].phase != Phase::landed) return input.known_scopes[place].globs;
  return scope_of(input.context.tasks[place].scope, {}, input.paths).globs;
}

SaidByScope said_before(const LintInput& input) {
  SaidByScope said;
  for (std::size_t place = 0; place < input.context.tasks.size(); ++place) {
    const KnownTask& task = input.context.tasks[place];
    if (!is_compared(input, task)) continue;
    const std::string phase =
        task.phase == Phase::landed ? "has landed" : "is " + std::string(name_of(task.phase));
    said[scope_of_known(input, place)].push_back(
        {words_of_title(task.title), fmt::format("'{}', which {}", task.id, phase)});
  }
  return said;
}

}  // namespace

std::vector<Finding> duplicate_findings(const LintInput& input) {
  PairFindings findings;
  SaidByScope said = said_before(input);
  for (std::size_t index = 0; index < input.tasks.size(); ++index) {
    const PlannedTask& task = input.tasks[index];
    if (task.spec.kind != TaskKind::work || trim(task.spec.title).empty()) continue;
    const TitleWords title = words_of_title(task.spec.title);
    auto& others = said[input.scopes[index].globs];
    const auto same =
        std::ranges::find_if(others, [&](const Said& other) { return say_the_same(title, other.title); });
    if (same != others.end()) {
      findings.add(task, "has the scope and nearly the title of " + same->words,
                   "leave it out, or say in its title what is different", input.advice());
    } else {
      others.push_back({title, describe(task)});
    }
  }
  return findings.take();
}

}  // namespace reeve
