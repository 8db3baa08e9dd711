// Files as values. All functions throw Error(io) with the path and the system's reason.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reeve {

std::string read_file(const std::filesystem::path& path);
// For files that an agent wrote: absent if there is no such file, if it may not be opened, if it is no
// regular file (a link as the last part of the path is not followed, a pipe does not block), or if it is
// larger than `limit` bytes. Throws for troubles of our own only (no descriptors left, a broken disk).
std::optional<std::string> read_untrusted_file(const std::filesystem::path& path, std::size_t limit);
// Replaces the content in place; follows links.
void write_file(const std::filesystem::path& path, std::string_view content);
// Adds to the end of the file, which is made if it is not there. Lines of several writers do not mix.
void append_file(const std::filesystem::path& path, std::string_view content);
// Writes a new file beside it and renames: readers see the old content or the new one, never a part, also
// after a power failure. A link is replaced, not followed; permissions become those of a new file.
void replace_file(const std::filesystem::path& path, std::string_view content);
// With all parents; folders that exist already are fine.
void make_folders(const std::filesystem::path& path);
// Removes a whole tree of any depth, also folders without permissions; does not follow links, and copes with
// entries that vanish meanwhile. Absent is fine. No program may be at work inside it: while one goes on
// making files, this goes on removing them.
void remove_tree(const std::filesystem::path& path);

// Whether anything has this name, be it a link that leads nowhere. False, too, where we may not look.
bool is_present(const std::filesystem::path& path);
// Whether this is a folder and no link to one.
bool is_real_folder(const std::filesystem::path& path);
// Makes a real folder of the path, in the place of whatever else was there.
void make_real_folder(const std::filesystem::path& path);
// Writes a file where a hostile program may have put something: a link is not followed but replaced, and so
// is all that is no plain file with this one name. An existing file is written over, which is not atomic.
void overwrite_untrusted_file(const std::filesystem::path& path, std::string_view content);
// Leaves a real folder with nothing in it but the real folders and plain files of these names, as they are.
// What will be needed again is kept rather than made anew because making a file or a folder is dear: 0.2 to
// 0.5 ms on ext4, the more of them were deleted in the last minute.
void keep_only(const std::filesystem::path& folder, const std::vector<std::string>& names);

// A new empty folder under TMPDIR that is removed with its content in the destructor.
class TemporaryFolder {
 public:
  TemporaryFolder();
  // In this folder, which must exist.
  explicit TemporaryFolder(const std::filesystem::path& parent);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// A lock of the operating system (flock) on a file, held until destruction, given back by the kernel when
// the process dies in any way.
class FileLock {
 public:
  // Absent if another process, or another FileLock of this one, holds it. Makes the file if needed (not its
  // folder); the file stays, as removing it would let two holders lock two files of one name.
  static std::optional<FileLock> try_acquire(const std::filesystem::path& path);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace reeve
