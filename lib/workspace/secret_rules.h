// That a change gives away nothing of what its agent was trusted with: the values of the variables that its
// entry passes to it by name. An agent that prints a token is embarrassing; one that commits it has published
// it, and no push can be taken back. So this is asked before every push of what an agent wrote.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/redact.h"
#include "config/config.h"
#include "git/repository.h"
#include "workspace/change_rules.h"

namespace reeve {

// The values that any agent of a configuration gets and nobody else (agent/agent_environment.h), where nobody
// knows which of them it was. Those of fewer than shortest_secret characters are not looked for.
std::vector<Secret> secrets_of(const Config& config);

// Absent if no value is in what was added from one tree to the other: in the name of a file, or in the
// content of one that did not hold it before. The reason names the variable and the file, never the value.
std::optional<ChangeProblem> secret_in_change(const git::Repository& repository, const git::Oid& from_tree,
                                              const git::Oid& to_tree, const std::vector<Secret>& secrets);

// The same for each commit that leads from `start` to `head`, and for what their messages and names say.
std::optional<ChangeProblem> secret_in_commits(const git::Repository& repository, const git::Oid& start,
                                               const git::Oid& head, const std::vector<Secret>& secrets);

}  // namespace reeve
