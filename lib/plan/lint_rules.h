// What the rules of plan/lint.h share. Each rule reads this, and gives what it found.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "plan/lint.h"
#include "plan/task_scope.h"

namespace reeve {

// A plan with what follows from it. Refers to what it was made of, and to `paths`, which must outlive it.
struct LintInput {
  LintInput(const std::vector<PlannedTask>& tasks, const PlanChanges& changes, const LintContext& context,
            PathIndex& paths);

  const std::vector<PlannedTask>& tasks;
  const PlanChanges& changes;
  const LintContext& context;
  PathIndex& paths;
  std::map<std::string, std::size_t> by_name;  // of `tasks`; the first of each name
  std::vector<TaskScope> scopes;               // of `tasks`
  std::map<std::string, std::size_t> known;    // by id, of context.tasks
  std::vector<TaskScope> known_scopes;         // of context.tasks; not of landed ones
  std::set<std::string> leaving;               // ids of tasks that the plan replaces or drops

  // The kind of what a person may have good reasons for.
  FindingKind advice() const;
  // Whether a task that is known is live and stays so.
  bool stays(const KnownTask& task) const;
};

// A finding on a task, which is named by describe().
Finding finding_on(const PlannedTask& task, const std::string& what, const std::string& hint,
                   FindingKind kind);

// Of the paths that a pair has in common, in one finding.
constexpr std::size_t most_paths_named = 3;

// Pairs of tasks that do not go together: the first 20, and how many more there are.
class PairFindings {
 public:
  // `what` names both tasks.
  void add(const PlannedTask& task, const std::string& what, const std::string& hint, FindingKind kind);
  // "… and 3 more pairs" at the end, where that is so.
  std::vector<Finding> take();

 private:
  std::vector<Finding> findings_;
  std::size_t left_out_ = 0;
};

// --- The rules

// Of one task: acceptance criteria, a check of its own, its minutes.
std::vector<Finding> content_findings(const LintInput& input, const PlannedTask& task);
// Of one task: that its paths are there or declared new, and how many it names.
std::vector<Finding> scope_findings(const LintInput& input, std::size_t index);
// Tasks that say again what another one of the plan, a live or a landed one says.
std::vector<Finding> duplicate_findings(const LintInput& input);
// Parts of the goal that two planners would decide about.
std::vector<Finding> slice_findings(const LintInput& input);
// Tasks that may change the same file at the same time.
std::vector<Finding> overlap_findings(const LintInput& input);
// What the plan does to tasks that were planned before.
std::vector<Finding> change_findings(const LintInput& input);

}  // namespace reeve
