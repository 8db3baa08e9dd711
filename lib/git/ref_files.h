// Folders below refs/ and logs/ come and go with their content, and any process may remove an empty one at
// any moment. For lib/git only.
#pragma once

#include <filesystem>

namespace reeve::git {

// Removes a folder in which there are only folders. Gives whether nothing is left at that path.
bool remove_empty_folders(const std::filesystem::path& folder);

// Removes the folders above `file` that are empty, up to the second one below `root`: refs/heads stays.
void prune_empty_parents(const std::filesystem::path& root, const std::filesystem::path& file);

}  // namespace reeve::git
