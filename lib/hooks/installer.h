// Puts shims that run git-reeve where git looks for hooks, and takes them away again.
#pragma once

#include <string>
#include <vector>

#include "hooks/hook_place.h"

namespace reeve::hooks {

enum class HookState { absent, installed, edited, installed_now, removed, left_edited };

struct HookReport {
  std::string name;
  std::filesystem::path path;
  HookState state = HookState::absent;
  std::filesystem::path chained;  // the hook that runs before ours; empty if none
};

// The hooks of the place's side. One that is there already is kept as <name>.before-reeve and run first; its
// failure is the hook's, but for post-receive, which cannot fail. Done twice, nothing changes. Error(io)
// where the folder cannot be written.
std::vector<HookReport> install(const HookPlace& place);
// Restores what was there. A shim that a person has edited stays as it is, with what it chains.
std::vector<HookReport> uninstall(const HookPlace& place);
std::vector<HookReport> status(const HookPlace& place);

}  // namespace reeve::hooks
