// A slice is the part of the goal that one planner has. Nobody else decides anything in it, so it is
// compared by its patterns: files that are yet to come belong to it as well.
#include <fmt/format.h>

#include "base/text.h"
#include "plan/lint_rules.h"
#include "plan/task_order.h"

namespace reeve {

namespace {

bool is_plan(const PlannedTask& task) {
  return task.spec.kind == TaskKind::plan;
}

class SliceRule {
 public:
  explicit SliceRule(const LintInput& input) : input_(input), order_(input) {
    for (std::size_t index = 0; index < input.tasks.size(); ++index) {
      if (is_plan(input.tasks[index])) plans_.push_back(index);
    }
  }

  std::vector<Finding> run() {
    for (std::size_t index = 0; index < input_.tasks.size(); ++index) {
      if (is_plan(input_.tasks[index])) check_named(index);
      check_against_plan(index);
      check_against_known(index);
    }
    auto pairs = pairs_.take();
    findings_.insert(findings_.end(), pairs.begin(), pairs.end());
    return std::move(findings_);
  }

 private:
  void check_named(std::size_t index) {
    if (!input_.scopes[index].is_everything()) return;
    findings_.push_back(finding_on(input_.tasks[index], "is a plan without a scope",
                                   "name the paths that its tasks may touch", input_.advice()));
  }

  // Each pair once, at the later task; of a plan and a task for files, at the task.
  void check_against_plan(std::size_t index) {
    for (const std::size_t other : plans_) {
      if (other == index) continue;
      if (is_plan(input_.tasks[index]) ? other < index : !order_.is_ordered(index, other))
        compare(index, input_.scopes[other], describe(input_.tasks[other]));
    }
  }

  void check_against_known(std::size_t index) {
    for (std::size_t place = 0; place < input_.context.tasks.size(); ++place) {
      const KnownTask& known = input_.context.tasks[place];
      if (known.kind != TaskKind::plan || known.is_above || !input_.stays(known)) continue;
      compare(index, input_.known_scopes[place],
              fmt::format("'{}', which is {}", known.id, name_of(known.phase)));
    }
  }

  void compare(std::size_t index, const TaskScope& slice, const std::string& owner) {
    const TaskScope& scope = input_.scopes[index];
    // A plan of everything was said above, or it is the root: then the other tasks are of another cycle.
    if (slice.is_everything() || (is_plan(input_.tasks[index]) && scope.is_everything())) return;
    const auto common = common_patterns(scope, slice, most_paths_named);
    if (common.empty()) return;
    pairs_.add(input_.tasks[index],
               fmt::format("enters the slice of {}: {}", owner, printable(join(common, ", "))),
               "two planners must not decide the same: let one of them have these paths", input_.advice());
  }

  const LintInput& input_;
  TaskOrder order_;
  std::vector<std::size_t> plans_;  // places in the plan
  std::vector<Finding> findings_;
  PairFindings pairs_;
};

}  // namespace

std::vector<Finding> slice_findings(const LintInput& input) {
  return SliceRule(input).run();
}

}  // namespace reeve
