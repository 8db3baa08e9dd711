#include "base/file.h"

#include <algorithm>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "base/descriptor.h"
#include "base/error.h"
#include "base/random.h"
#include "base/text.h"

namespace reeve {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& action, const fs::path& path, int reason = errno) {
  throw Error(ErrorKind::io, "cannot " + action + " '" + printable(path.string()) +
                                 "': " + std::generic_category().message(reason));
}

// Reads to the end, or until there is more than `limit`.
std::string read_all(int descriptor, const fs::path& path, std::size_t limit = SIZE_MAX) {
  std::string content;
  std::array<char, 65536> buffer;
  while (content.size() <= limit) {
    const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read", path);
    if (got == 0) break;
    content.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return content;
}

void write_all(int descriptor, std::string_view content, const fs::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write", path);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

// Some file systems (NFS, quotas) report a failed write only here.
void close_checked(Descriptor& file, const fs::path& path) {
  if (::close(file.release()) != 0 && errno != EINTR) fail("write", path);
}

// An open folder of a tree that is being removed. `path` is for messages only: all work goes through the
// descriptor, as a path may be longer than the system takes.
struct Folder {
  fs::path path;
  Descriptor descriptor;  // second, so that errno is that of opening it

  int number() const { return descriptor.number(); }
  [[noreturn]] void fail_at(const std::string& name) const {
    const int reason = errno;  // joining the path may change it
    fail("remove", path / name, reason);
  }
};

// Removes anything but a folder. False: it is a folder.
bool remove_unless_folder(const Folder& parent, const std::string& name) {
  if (::unlinkat(parent.number(), name.c_str(), 0) == 0 || errno == ENOENT) return true;
  if (errno != EISDIR) parent.fail_at(name);
  return false;
}

// False: it is not empty.
bool remove_empty_folder(const Folder& parent, const std::string& name) {
  if (::unlinkat(parent.number(), name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) return true;
  if (errno != ENOTEMPTY) parent.fail_at(name);
  return false;
}

// Gives a folder the permissions that removing its content takes. If that fails, so will what comes next.
void open_up(int parent, const std::string& name) {
  ::fchmodat(parent, name.c_str(), 0700, 0);
}

// To remove what is in it.
int open_folder_to_empty(int parent, const std::string& name) {
  open_up(parent, name);
  return ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

std::vector<std::string> names_in(const Folder& folder) {
  std::vector<std::string> names;
  const int descriptor =
      open_folder_to_empty(folder.number(), ".");  // a stream of its own, which starts at the first
  if (descriptor < 0 && errno == ENOENT) return names;
  if (descriptor < 0) fail("read", folder.path);
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(descriptor), ::closedir);
  if (!stream) fail("read", folder.path);
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  return names;
}

void move_up(const Folder& folder, const std::string& name, const Folder& top) {
  open_up(folder.number(), name);  // moving a folder rewrites its ".."
  const std::string moved = "removed-" + random_base32(16);
  const bool done = ::renameat(folder.number(), name.c_str(), top.number(), moved.c_str()) == 0;
  if (!done && errno != ENOENT) folder.fail_at(name);
}

// Removes one entry of the tree's top folder. Folders inside it that are not empty are moved up into the top
// folder, for a later turn: agents can nest deeper than a recursion has stack or descriptors.
void remove_entry(const Folder& top, const std::string& name) {
  if (remove_unless_folder(top, name) || remove_empty_folder(top, name)) return;
  const Folder folder{top.path / name, Descriptor(open_folder_to_empty(top.number(), name))};
  if (!folder.descriptor.is_open()) {
    if (errno == ENOENT) return;
    top.fail_at(name);
  }
  for (const std::string& inner : names_in(folder)) {
    if (!remove_unless_folder(folder, inner) && !remove_empty_folder(folder, inner))
      move_up(folder, inner, top);
  }
  remove_empty_folder(top, name);  // if it has been filled again, the next turn finds it
}

void remove_entries(const fs::path& path) {
  const Folder top{path, Descriptor(open_folder_to_empty(AT_FDCWD, path.string()))};
  if (!top.descriptor.is_open() && errno == ENOENT) return;
  if (!top.descriptor.is_open()) fail("open", path);
  for (auto names = names_in(top); !names.empty(); names = names_in(top)) {
    for (const std::string& name : names) remove_entry(top, name);
  }
}

}  // namespace

std::string read_file(const fs::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) fail("read", path);
  return read_all(file.number(), path);
}

std::optional<std::string> read_untrusted_file(const fs::path& path, std::size_t limit) {
  // O_NONBLOCK: opening a named pipe would wait for a writer.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!file.is_open()) {
    if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == EIO) fail("read", path);
    return {};
  }
  struct stat status{};
  if (::fstat(file.number(), &status) != 0) fail("read", path);
  if (!S_ISREG(status.st_mode) || static_cast<std::uintmax_t>(status.st_size) > limit) return {};
  std::string content = read_all(file.number(), path, limit);
  if (content.size() > limit) return {};  // it grew
  return content;
}

void write_file(const fs::path& path, std::string_view content) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file.is_open()) fail("write", path);
  write_all(file.number(), content, path);
  close_checked(file, path);
}

void append_file(const fs::path& path, std::string_view content) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  if (!file.is_open()) fail("write", path);
  write_all(file.number(), content, path);
  close_checked(file, path);
}

void replace_file(const fs::path& path, std::string_view content) {
  const fs::path temporary = path.string() + ".new-" + random_base32(10);
  try {
    Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!file.is_open()) fail("write", path);
    write_all(file.number(), content, path);
    // Without it, a power failure after the rename may leave an empty file under the name.
    if (::fsync(file.number()) != 0) fail("write", path);
    close_checked(file, path);
    if (::rename(temporary.c_str(), path.c_str()) != 0) fail("replace", path);
  } catch (const Error&) {
    ::unlink(temporary.c_str());
    throw;
  }
}

void make_folders(const fs::path& path) {
  std::error_code problem;
  fs::create_directories(path, problem);
  if (problem) fail("make folder", path, problem.value());
}

void remove_tree(const fs::path& path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT || errno == ENOTDIR) return;
  if (errno != EISDIR) fail("remove", path);
  // More than once only if somebody else removes it too, and has moved something up meanwhile.
  while (::rmdir(path.c_str()) != 0 && errno != ENOENT) {
    if (errno != ENOTEMPTY) fail("remove", path);
    remove_entries(path);
  }
}

bool is_present(const fs::path& path) {
  std::error_code problem;
  return fs::exists(fs::symlink_status(path, problem));
}

bool is_real_folder(const std::filesystem::path& path) {
  struct stat status{};
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

void make_real_folder(const std::filesystem::path& path) {
  if (!is_real_folder(path)) remove_tree(path);
  make_folders(path);
}

namespace {

bool is_plain_file(const fs::path& path) {
  struct stat status{};
  return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 1;
}

}  // namespace

void overwrite_untrusted_file(const fs::path& path, std::string_view content) {
  if (!is_plain_file(path) || ::access(path.c_str(), W_OK) != 0) remove_tree(path);
  Descriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666));
  if (!file.is_open()) fail("write", path);
  write_all(file.number(), content, path);
  close_checked(file, path);
}

void keep_only(const fs::path& folder, const std::vector<std::string>& names) {
  make_real_folder(folder);
  ::chmod(folder.c_str(), 0755);
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool is_named = std::find(names.begin(), names.end(), name) != names.end();
    const bool is_kept = is_named && (is_real_folder(entry.path()) || is_plain_file(entry.path()));
    if (!is_kept) remove_tree(entry.path());
  }
}

namespace {

fs::path folder_for_temporary_files() {
  std::error_code problem;
  fs::path folder = fs::temp_directory_path(problem);
  if (problem) fail("use as TMPDIR", folder, problem.value());
  return folder;
}

}  // namespace

TemporaryFolder::TemporaryFolder() : TemporaryFolder(folder_for_temporary_files()) {}

TemporaryFolder::TemporaryFolder(const fs::path& parent) {
  std::error_code problem;
  std::string name = (parent / "reeve-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) fail("make folder", name);
  path_ = fs::canonical(name, problem);  // git answers with paths without links
  if (problem) fail("resolve", name, problem.value());
}

TemporaryFolder::~TemporaryFolder() {
  try {
    remove_tree(path_);
  } catch (const Error&) {
    // A destructor has nobody to tell, and what is left lies in TMPDIR.
  }
}

std::optional<FileLock> FileLock::try_acquire(const fs::path& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file.is_open()) fail("open", path);
  while (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return {};
    if (errno != EINTR) fail("lock", path);
  }
  return FileLock(file.release());
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  FileLock taken(std::move(other));
  std::swap(descriptor_, taken.descriptor_);
  return *this;
}

FileLock::~FileLock() {
  if (descriptor_ < 0) return;
  // Closing is not enough: a process forked meanwhile (a keeper) has a copy of the descriptor.
  ::flock(descriptor_, LOCK_UN);
  ::close(descriptor_);
}

}  // namespace reeve
