#include "git/ref_files.h"

#include <unistd.h>

#include <cerrno>
#include <iterator>

namespace reeve::git {

namespace fs = std::filesystem;

bool remove_empty_folders(const fs::path& folder) {
  if (::rmdir(folder.c_str()) == 0 || errno == ENOENT) return true;
  std::error_code ignored;
  fs::directory_iterator entry(folder, ignored);
  for (; entry != fs::directory_iterator(); entry.increment(ignored))
    if (!entry->is_directory(ignored) || !remove_empty_folders(entry->path())) return false;
  return ::rmdir(folder.c_str()) == 0 || errno == ENOENT;
}

void prune_empty_parents(const fs::path& root, const fs::path& file) {
  const auto depth = [](const fs::path& path) { return std::distance(path.begin(), path.end()); };
  const auto kept = depth(root) + 2;
  for (fs::path folder = file.parent_path(); depth(folder) > kept; folder = folder.parent_path())
    if (::rmdir(folder.c_str()) != 0) return;
}

}  // namespace reeve::git
