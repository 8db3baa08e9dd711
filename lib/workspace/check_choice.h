// Which checks a change needs, and which of them are left to run when something is known of its tree.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "git/repository.h"
#include "task/event.h"
#include "task/spec.h"

namespace reeve {

// The gate's checks and the task's, in that order, each once, whatever has changed.
std::vector<std::string> checks_for(const GateConfig& gate, const TaskSpec& spec);

// What a change needs. A change for which nothing is to be run may land if something was skipped: a person
// has said for each check of the gate which paths it is for. Where nothing was skipped either, no check is
// named at all, and nothing may land.
struct ChosenChecks {
  std::vector<std::string> run;      // in order
  std::vector<std::string> skipped;  // of the gate: none of their paths has changed

  bool empty() const { return run.empty() && skipped.empty(); }
  bool operator==(const ChosenChecks&) const = default;
};

// `own`: the checks of the tasks in the change, which always run. `changed`: the paths in which the tree to
// be tested differs from the one that it is to replace; where there are none, nobody knows what to compare
// with, and all checks are run. What a check says that it needs is run with it.
ChosenChecks choose_checks(const GateConfig& gate, const std::vector<std::string>& own,
                           const std::vector<std::string>& changed);

// The paths of all files in which two trees differ, on either side.
std::vector<std::string> changed_paths(const git::Repository& repository, const git::Oid& from_tree,
                                       const git::Oid& to_tree);

// The record of what was skipped on this tree.
std::vector<Receipt> skipped_receipts(const ChosenChecks& chosen, const git::Oid& tree, CheckPlace where);

// Of these commands, in order, those that are to be run on a tree for which `known` holds: that have not
// passed on it, and all that these need in the checkout. To run a failed check once more, give what was run
// on the tree: the check, what it needs and what has not been run yet comes back.
std::vector<std::string> left_to_run(const GateConfig& gate, const std::vector<std::string>& commands,
                                     const std::vector<Receipt>& known);

// What two runs on one tree say together, a receipt for each command that was run at all. The later run
// counts; a check that failed in one of them says how often it was run, so that a pass is seen to be flaky.
std::vector<Receipt> together(const std::vector<Receipt>& earlier, const std::vector<Receipt>& later);

}  // namespace reeve
