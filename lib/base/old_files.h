// Folders to which files are added again and again, such as logs, and of which the oldest files go.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>

namespace reeve {

// What stays.
struct KeptFiles {
  std::size_t most = 0;                        // the newest ones
  std::optional<std::chrono::hours> age = {};  // no file for longer; absent: however old it is
};

// Removes all other files from the folder and from the folders in it, and those of these folders that are
// empty then. A file is as old as its last change. Others may add and remove at the same time: what is gone
// in between is passed over, and so is what cannot be removed. A folder that is not there has no files.
void remove_old_files(const std::filesystem::path& folder, const KeptFiles& kept);

}  // namespace reeve
