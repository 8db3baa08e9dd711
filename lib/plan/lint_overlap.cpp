#include <fmt/format.h>

#include <algorithm>

#include "base/suggest.h"
#include "base/text.h"
#include "plan/lint_rules.h"
#include "plan/task_order.h"

namespace reeve {

namespace {

constexpr const char* overlap_hint =
    "let one come after the other, or name it in 'overlaps' if that is meant";

class OverlapRule {
 public:
  explicit OverlapRule(const LintInput& input) : input_(input), order_(input) {}

  std::vector<Finding> run() {
    for (std::size_t index = 0; index < input_.tasks.size(); ++index) {
      check_names(index);
      if (!is_compared(index)) continue;
      for (std::size_t other = 0; other < index; ++other) check_pair(index, other);
      for (std::size_t place = 0; place < input_.context.tasks.size(); ++place) check_known(index, place);
    }
    auto pairs = pairs_.take();
    findings_.insert(findings_.end(), pairs.begin(), pairs.end());
    return std::move(findings_);
  }

 private:
  // What a person says nothing of may be anything: that it meets all others says nothing to them.
  bool is_compared(std::size_t index) const {
    const bool is_open_ended =
        input_.context.author == PlanAuthor::person && input_.scopes[index].is_everything();
    return input_.tasks[index].spec.kind == TaskKind::work && !is_open_ended;
  }

  void check_names(std::size_t index) {
    const PlannedTask& task = input_.tasks[index];
    for (const std::string& name : task.overlaps) {
      if (input_.by_name.contains(name) || input_.context.known_ids.contains(name)) continue;
      const auto near = nearest(name, {input_.context.known_ids.begin(), input_.context.known_ids.end()});
      findings_.push_back(finding_on(
          task, fmt::format("overlaps '{}', which is no task of this plan or goal", printable(name)),
          near ? fmt::format("did you mean '{}'?", *near) : "", FindingKind::wrong));
    }
  }

  void check_pair(std::size_t index, std::size_t other) {
    const PlannedTask& first = input_.tasks[other];
    const PlannedTask& second = input_.tasks[index];
    if (!is_compared(other) || names(first, second.name) || names(second, first.name)) return;
    add(index, input_.scopes[other], describe(first), [&] { return order_.is_ordered(index, other); });
  }

  void check_known(std::size_t index, std::size_t place) {
    const KnownTask& known = input_.context.tasks[place];
    if (known.kind != TaskKind::work || !input_.stays(known)) return;
    if (names(input_.tasks[index], known.id)) return;
    if (input_.context.author == PlanAuthor::person && known.scope.empty()) return;
    add(index, input_.known_scopes[place], fmt::format("'{}', which is {}", known.id, name_of(known.phase)),
        [&] { return order_.is_ordered_with_known(index, place); });
  }

  static bool names(const PlannedTask& task, const std::string& other) {
    return !other.empty() && std::ranges::find(task.overlaps, other) != task.overlaps.end();
  }

  template <typename IsOrdered>
  void add(std::size_t index, const TaskScope& other, const std::string& owner, const IsOrdered& is_ordered) {
    const auto common = common_paths(input_.scopes[index], other, input_.paths, most_paths_named);
    if (common.empty() || is_ordered()) return;
    pairs_.add(input_.tasks[index],
               fmt::format("may touch the same files as {}: {}", owner, printable(join(common, ", "))),
               overlap_hint, input_.advice());
  }

  const LintInput& input_;
  TaskOrder order_;
  std::vector<Finding> findings_;
  PairFindings pairs_;
};

}  // namespace

std::vector<Finding> overlap_findings(const LintInput& input) {
  return OverlapRule(input).run();
}

}  // namespace reeve
