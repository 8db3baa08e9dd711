#include "plan/lint_rules.h"

#include <fmt/format.h>

#include "base/text.h"

namespace reeve {

namespace {

constexpr std::size_t most_pairs = 20;

}  // namespace

LintInput::LintInput(const std::vector<PlannedTask>& all, const PlanChanges& other_changes,
                     const LintContext& against, PathIndex& index)
    : tasks(all), changes(other_changes), context(against), paths(index) {
  for (std::size_t place = 0; place < tasks.size(); ++place) {
    const PlannedTask& task = tasks[place];
    if (!task.name.empty()) by_name.emplace(task.name, place);
    scopes.push_back(scope_of(task.spec.scope, task.creates, paths));
    leaving.insert(task.replaces.begin(), task.replaces.end());
  }
  for (const PlanChanges::Change& change : changes.drop) leaving.insert(change.task);
  for (std::size_t place = 0; place < context.tasks.size(); ++place) {
    const KnownTask& task = context.tasks[place];
    known.emplace(task.id, place);
    known_scopes.push_back(task.phase == Phase::landed ? TaskScope() : scope_of_published(task.scope, paths));
  }
}

FindingKind LintInput::advice() const {
  return context.author == PlanAuthor::person ? FindingKind::advice : FindingKind::wrong;
}

bool LintInput::stays(const KnownTask& task) const {
  return task.phase != Phase::landed && task.phase != Phase::cancelled && !leaving.contains(task.id);
}

Finding finding_on(const PlannedTask& task, const std::string& what, const std::string& hint,
                   FindingKind kind) {
  return {task.where, describe(task) + " " + what, hint, kind};
}

void PairFindings::add(const PlannedTask& task, const std::string& what, const std::string& hint,
                       FindingKind kind) {
  if (findings_.size() < most_pairs) {
    findings_.push_back(finding_on(task, what, hint, kind));
  } else {
    ++left_out_;
  }
}

std::vector<Finding> PairFindings::take() {
  if (left_out_ > 0) {
    findings_.push_back({"", fmt::format("… and so with {}", count_of(left_out_, "more pair", "more pairs")),
                         "", findings_.back().kind});
  }
  return std::move(findings_);
}

}  // namespace reeve
