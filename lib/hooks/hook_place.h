// Where git looks for the hooks of a repository.
#pragma once

#include <filesystem>

namespace reeve::hooks {

// Which hooks a repository can have: commits are made in one with a work tree, pushes come to a bare one.
enum class HookSide { client, server };

struct HookPlace {
  std::filesystem::path folder;    // the effective one: core.hooksPath, shared by linked work trees
  std::filesystem::path manifest;  // what we wrote there; in the common git folder
  HookSide side = HookSide::client;
};

// Asks git itself, from anywhere in a repository. Error(not_found) outside of one, Error(configuration) where
// the hooks are husky's or core.hooksPath is no folder: the hint says what to do instead.
HookPlace find_hook_place(const std::filesystem::path& inside);

}  // namespace reeve::hooks
