// Where git looks for the hooks of a repository, and who else has a say there.
#pragma once

#include <filesystem>

#include "hooks/shim.h"

namespace reeve::hooks {

// Whose commits and pushes run the hooks of a folder.
enum class Reach { this_repository, other_repositories };

struct HookPlace {
  std::filesystem::path folder;    // the effective one: core.hooksPath, or shared by all linked work trees
  std::filesystem::path manifest;  // what we wrote there
  HookSide side = HookSide::client;
  Reach reach = Reach::this_repository;
  std::filesystem::path husky;  // where husky takes a person's scripts from; empty where it owns no hooks
};

// Asks git itself, from anywhere in a repository; also one that libgit2 cannot open. Error(not_found) outside
// of one, Error(configuration) where core.hooksPath is no folder.
HookPlace find_hook_place(const std::filesystem::path& inside);

}  // namespace reeve::hooks
