// Puts shims that run git-reeve where git looks for hooks, and takes them away again.
#pragma once

#include <string>
#include <vector>

#include "hooks/hook_place.h"

namespace reeve::hooks {

enum class HookState {
  // As it is:
  absent,
  installed,
  outdated,         // a shim of another version, or one that may not be executed
  edited,           // a shim that a person has changed
  replaced,         // something else is where our shim was, which does not run any more
  called_by_husky,  // the person's script for husky runs ours
  // What was done just now:
  installed_now,
  updated,
  removed,
  left_edited,
  left_replaced,
};

struct HookReport {
  std::string name;
  std::filesystem::path path;
  HookState state = HookState::absent;
  std::filesystem::path chained;  // the hook that runs before ours; empty if none
};

// What to do about a folder whose hooks run in other repositories, too.
enum class SharedFolder { refuse, change };

// The hooks of the place's side. One that is there already is kept as <name>.before-reeve and run first; its
// failure is the hook's. Done twice, nothing changes. What a kill left is finished by the next call, and at
// no moment is there no hook. A shim of another version is replaced; one that a person has edited is not.
// Error(configuration) for husky's folder, with the lines to add there, and for a shared one unless it may be
// changed; Error(io) where the folder cannot be written, or two hooks would have to be kept.
std::vector<HookReport> install(const HookPlace& place, SharedFolder shared = SharedFolder::refuse);
// Restores what was there. A shim that a person has edited stays as it is, with what it chains, and so does
// what somebody has put in the place of ours. Throws as install().
std::vector<HookReport> uninstall(const HookPlace& place, SharedFolder shared = SharedFolder::refuse);
std::vector<HookReport> status(const HookPlace& place);

}  // namespace reeve::hooks
