// Proves which hooks git runs, by letting it run them. Reading configuration and permissions says what should
// happen; a hook that silently does nothing is what people meet.
#pragma once

#include <set>
#include <string>

#include "base/process.h"
#include "hooks/hook_place.h"

namespace reeve::hooks {

struct Probe {
  std::set<std::string> fired;  // names of hooks that reached `git-reeve hook`
  std::string said;             // by git and the hooks meanwhile, on standard error
};

// Makes a commit and a push in scratch repositories with the hooks of `place`, and removes them again;
// nothing changes in the repository whose hooks they are. With REEVE_HOOK_PROBE our hooks only give their
// names, and leave out the ones they chain; pre-commit and commit-msg are not run. What husky calls is run.
// `environment` is the person's, for PATH and git's configuration. Takes at most 20 s. Throws Error(process)
// without git.
Probe probe_hooks(const HookPlace& place, const Environment& environment);

}  // namespace reeve::hooks
