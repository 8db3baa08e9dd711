#include "base/old_files.h"

#include <algorithm>
#include <vector>

namespace reeve {

namespace {

namespace fs = std::filesystem;

struct File {
  fs::file_time_type written;
  fs::path path;
};

std::vector<File> files_in(const fs::path& folder) {
  std::vector<File> files;
  std::error_code gone;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, gone)) {
    if (entry.is_directory(gone) && !entry.is_symlink(gone)) {
      for (File& file : files_in(entry.path())) files.push_back(std::move(file));
      continue;
    }
    const auto written = entry.last_write_time(gone);
    if (!gone) files.push_back({written, entry.path()});
  }
  return files;
}

}  // namespace

void remove_old_files(const fs::path& folder, const KeptFiles& kept) {
  std::vector<File> files = files_in(folder);
  std::ranges::sort(files, [](const File& a, const File& b) {
    return a.written != b.written ? a.written > b.written : a.path > b.path;
  });
  const auto now = fs::file_time_type::clock::now();
  std::error_code in_use;  // a folder that is not empty stays
  for (std::size_t i = 0; i < files.size(); ++i) {
    const bool is_too_old = kept.age && files[i].written < now - *kept.age;
    if (i < kept.most && !is_too_old) continue;
    fs::remove(files[i].path, in_use);
    const fs::path parent = files[i].path.parent_path();
    if (parent != folder) fs::remove(parent, in_use);
  }
}

}  // namespace reeve
