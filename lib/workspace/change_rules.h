// What a change may contain before anybody looks at whether it is right: something, inside the task's scope,
// outside the protected paths, of a bounded size. Used by the worker before it submits and by the gate before
// it builds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "git/repository.h"
#include "task/outcome.h"
#include "task/spec.h"

namespace reeve {

struct ChangeRules {
  std::vector<std::string> scope;            // globs; empty: everything
  std::vector<std::string> protected_paths;  // globs
  std::uint64_t file_bytes = 0;
  std::uint64_t change_bytes = 0;
};

ChangeRules rules_for(const TaskSpec& spec, const Config& config);

struct ChangeProblem {
  Outcome outcome;     // no_change, scope_violation or denied
  std::string reason;  // names the paths, at most ten
};

// Absent if the change from one tree to another keeps the rules.
std::optional<ChangeProblem> problem_with(const git::Repository& repository, const git::Oid& from_tree,
                                          const git::Oid& to_tree, const ChangeRules& rules);

}  // namespace reeve
