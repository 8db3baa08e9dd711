// The packed-refs file: many refs in one file, which `git pack-refs` and `git gc` write. For lib/git only.
//
// Not through libgit2: it rewrites the file from what it read before it took the lock. Four processes that
// deleted 60 packed refs each with git_transaction_remove, all of them told that it worked, left 129 of the
// 240 in place; and a delete beside `git pack-refs` can lose a ref. It also rewrites the file once a ref.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "git/oid.h"

namespace reeve::git {

// The file as it was when this was made; it is replaced by renaming, so a mapping never changes.
class PackedRefs {
 public:
  // No file is the same as an empty one. Error(git) if it cannot be read.
  explicit PackedRefs(const std::filesystem::path& common_dir);
  ~PackedRefs();
  PackedRefs(const PackedRefs&) = delete;
  PackedRefs& operator=(const PackedRefs&) = delete;

  // Calls for every ref whose name starts with `prefix`, until it gives false. Names are valid during the
  // call only. Error(damaged) for a line that is none.
  void each(std::string_view prefix,
            const std::function<bool(std::string_view name, const Oid& id)>& call) const;
  bool has(std::string_view name) const;

  // The whole file without these refs; absent if none of them is in it.
  std::optional<std::string> without(const std::set<std::string>& names) const;

 private:
  std::string_view records_from(std::string_view prefix) const;

  std::filesystem::path path_;
  std::string_view content_;
  bool is_sorted_ = false;
};

// packed-refs.lock, which git takes as well: while it is held nobody moves refs into the file.
class PackedRefsLock {
 public:
  // Waits up to a second, as git does (core.packedRefsTimeout): holders keep it for milliseconds.
  // Absent if it is still held then.
  static std::optional<PackedRefsLock> acquire(const std::filesystem::path& common_dir);
  PackedRefsLock(PackedRefsLock&& other) noexcept;
  PackedRefsLock& operator=(PackedRefsLock&&) = delete;
  ~PackedRefsLock();

  // Rewrites the file without these refs, if any of them is in it. The lock stays held, so that the loose
  // files of these refs can be removed before somebody packs them again.
  void remove(const std::set<std::string>& names) const;

 private:
  explicit PackedRefsLock(const std::filesystem::path& common_dir) : common_dir_(common_dir) {}
  std::filesystem::path lock_path() const { return common_dir_ / "packed-refs.lock"; }
  std::filesystem::path common_dir_;  // empty after a move
};

}  // namespace reeve::git
