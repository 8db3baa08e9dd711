#include "base/disk_use.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <memory>
#include <set>
#include <string_view>

namespace reeve {
namespace {

namespace fs = std::filesystem;

// Each level holds a descriptor while it is read.
constexpr int deepest = 200;

// So that a worker can still write what its attempt came to.
constexpr std::uint64_t usual_reserve = 256ULL << 20;

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using OpenFolder = std::unique_ptr<DIR, CloseFolder>;

OpenFolder open_folder(int parent, const char* name) {
  const int descriptor = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0) return nullptr;
  DIR* folder = ::fdopendir(descriptor);
  if (folder == nullptr) ::close(descriptor);
  return OpenFolder(folder);
}

class Walk {
 public:
  std::uint64_t bytes() const { return bytes_; }

  void add_tree(const fs::path& root) {
    const OpenFolder folder = open_folder(AT_FDCWD, root.c_str());
    struct stat status{};
    if (!folder || ::fstat(::dirfd(folder.get()), &status) != 0) return;
    device_ = status.st_dev;
    add_entries(*folder, 0);
  }

 private:
  void add_entries(DIR& folder, int depth) {
    while (const dirent* entry = ::readdir(&folder)) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      struct stat status{};
      if (::fstatat(::dirfd(&folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
      if (status.st_dev != device_) continue;
      add(status);
      if (!S_ISDIR(status.st_mode) || depth == deepest) continue;
      if (const OpenFolder below = open_folder(::dirfd(&folder), entry->d_name)) {
        add_entries(*below, depth + 1);
      }
    }
  }

  void add(const struct stat& status) {
    const bool has_other_names = !S_ISDIR(status.st_mode) && status.st_nlink > 1;
    if (has_other_names && !seen_.insert({status.st_dev, status.st_ino}).second) return;
    constexpr std::uint64_t block = 512;  // whatever the file system's own is: stat(2)
    bytes_ += static_cast<std::uint64_t>(status.st_blocks) * block;
  }

  std::uint64_t bytes_ = 0;
  dev_t device_ = 0;
  std::set<std::pair<dev_t, ino_t>> seen_;
};

}  // namespace

std::uint64_t disk_use_of(const std::vector<fs::path>& folders) {
  Walk walk;
  for (const fs::path& folder : folders) walk.add_tree(folder);
  return walk.bytes();
}

std::uint64_t disk_left_at(const fs::path& folder) {
  struct statvfs status{};
  if (::statvfs(folder.c_str(), &status) != 0) return ~0ULL;  // not there: nothing to protect
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

DiskLimit room_to_grow(std::vector<fs::path> folders, std::uint64_t growth) {
  const std::uint64_t now = disk_use_of(folders);
  return {std::move(folders), now + growth, usual_reserve};
}

}  // namespace reeve
