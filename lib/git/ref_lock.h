// One ref's lock file, `<ref>.lock`, which git and libgit2 take as well. For lib/git only.
//
// Not git_transaction: that keeps a file descriptor a lock, writes in the order of a hash table (the
// deciding ref must be first), writes the reflog in between, where a failure leaves half of the
// transaction, and loses a lock for which that failed. Here the new value lies in the lock file before the
// first ref changes, so that all that is left to do is renaming.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "git/oid.h"

namespace reeve::git {

class RefLock {
 public:
  // Takes the lock and prepares `desired` (absent: a delete, or nothing to write). Absent if somebody else
  // holds it, or other processes keep removing or using the folder it goes into: try again. Error(invalid)
  // if a file that stays is where a folder must be; Error(git) for anything else.
  static std::optional<RefLock> acquire(const std::filesystem::path& common_dir, const std::string& ref,
                                        const std::optional<Oid>& desired);
  RefLock(RefLock&& other) noexcept;
  RefLock& operator=(RefLock&&) = delete;
  ~RefLock();  // gives the lock back; what was not written stays as it was

  // The prepared value becomes the ref's.
  void write();
  // Removes the ref's own file, if there is one.
  void remove() const;

 private:
  RefLock(const std::filesystem::path& common_dir, const std::string& ref)
      : common_dir_(common_dir), path_(common_dir / ref) {}
  std::filesystem::path lock_path() const { return path_.string() + ".lock"; }
  void prepare(int file, const std::string& line) const;

  std::filesystem::path common_dir_;
  std::filesystem::path path_;  // empty once the lock is given back or moved
};

}  // namespace reeve::git
