#include "git/ref_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "git/ref_files.h"
#include "git/ref_transaction.h"

namespace reeve::git {
namespace {

namespace fs = std::filesystem;

// Other processes remove empty folders under our hands; each try loses that race again only by bad luck.
constexpr int lock_tries = 20;

[[noreturn]] void throw_system_error(const std::string& doing, const fs::path& path, int reason) {
  throw Error(ErrorKind::git, path.string() + " cannot be " + doing + ": " + std::strerror(reason));
}

bool is_transient(int reason) {
  return reason == ENOENT || reason == ENOTDIR;
}

// Gives a descriptor, or what errno said.
struct OpenedLock {
  int file = -1;
  int reason = 0;
};

OpenedLock open_lock(const fs::path& path) {
  OpenedLock opened;
  for (int i = 0; i < lock_tries; ++i) {
    opened.file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    opened.reason = opened.file < 0 ? errno : 0;
    if (!is_transient(opened.reason)) break;
    std::error_code ignored;  // the next open tells
    fs::create_directories(path.parent_path(), ignored);
  }
  return opened;
}

}  // namespace

std::optional<RefLock> RefLock::acquire(const fs::path& common_dir, const std::string& ref,
                                        const std::optional<Oid>& desired) {
  const fs::path path = common_dir / (ref + ".lock");
  const OpenedLock opened = open_lock(path);
  if (opened.reason == EEXIST || opened.reason == ENOENT) return std::nullopt;
  if (opened.reason == ENOTDIR)
    throw Error(ErrorKind::invalid, ref + " cannot be made: a ref has the name of one of its folders");
  if (opened.file < 0) throw_system_error("made", path, opened.reason);
  RefLock lock(common_dir, ref);
  lock.prepare(opened.file, desired ? desired->hex() + "\n" : std::string(lock_mark));
  if (!desired) return lock;
  // A folder of refs that are gone may be in the way. If one is in use, somebody is making a ref in it.
  std::error_code ignored;
  if (fs::is_directory(lock.path_, ignored) && !remove_empty_folders(lock.path_)) return std::nullopt;
  return lock;
}

RefLock::RefLock(RefLock&& other) noexcept
    : common_dir_(std::move(other.common_dir_)), path_(std::exchange(other.path_, {})) {}

RefLock::~RefLock() {
  if (path_.empty()) return;
  ::unlink(lock_path().c_str());
  prune_empty_parents(common_dir_, path_);
}

void RefLock::prepare(int file, const std::string& line) const {
  const ssize_t written = ::write(file, line.data(), line.size());
  const int reason = written < 0 ? errno : ENOSPC;
  const bool closed = ::close(file) == 0;
  if (written != static_cast<ssize_t>(line.size()) || !closed)
    throw_system_error("written", lock_path(), reason);
}

void RefLock::write() {
  for (int i = 0; i < lock_tries; ++i) {
    if (::rename(lock_path().c_str(), path_.c_str()) == 0) {
      path_.clear();
      return;
    }
    if (errno != EISDIR || !remove_empty_folders(path_)) break;
  }
  throw_system_error("written", path_, errno);
}

void RefLock::remove() const {
  if (::unlink(path_.c_str()) != 0 && errno != ENOENT && errno != EISDIR && errno != ENOTDIR)
    throw_system_error("removed", path_, errno);
}

}  // namespace reeve::git
