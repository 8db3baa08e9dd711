// The files of a work tree, put there and taken back with an index that lies outside it. The work tree's own
// .git (configuration, hooks, filters, index) is never read: an agent may have written it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "git/repository.h"

namespace reeve::git {

struct SnapshotLimits {
  std::uint64_t file_bytes = 20 << 20;  // a larger file is left out, and named
};

struct Snapshot {
  Oid tree;
  std::vector<std::string> too_large;  // "path (523 MB)"
  std::vector<std::string> nested;     // repositories inside the work tree, left out
  std::vector<std::string> unreadable;
};

enum class Leftovers {
  remove,        // every file that is not in the commit goes, ignored ones too
  keep_ignored,  // ignored files (build output) stay
};

class WorkFiles {
 public:
  // Objects are read from and written to `repository` (opened here on its own, by path). `folder` is the work
  // tree, `index` a file outside of it; both are made when first needed.
  WorkFiles(const Repository& repository, std::filesystem::path folder, std::filesystem::path index);

  const std::filesystem::path& folder() const { return folder_; }
  const std::filesystem::path& index() const { return index_; }

  // Makes the work tree hold exactly this commit's files, and leaves its .git alone. Links that lead out of
  // the work tree are replaced, never followed.
  void reset(const Oid& commit, Leftovers leftovers);

  // The tree of the files as they are now; files that .gitignore names are left out unless they were tracked.
  // Pipes, sockets and devices are removed. Throws Error(not_found) if the work tree is gone.
  Snapshot snapshot(const SnapshotLimits& limits);

 private:
  std::filesystem::path git_dir_;
  std::filesystem::path folder_;
  std::filesystem::path index_;
};

// Makes a repository in folder/.git that borrows the objects of `lender` and has none of its refs,
// configuration or hooks: one branch `task` at `commit`, checked out, with the index `index` (copied).
// Nothing of what was there stays but empty folders and files that are written over.
void write_borrowing_repository(const Repository& lender, const std::filesystem::path& folder,
                                const Oid& commit, const std::filesystem::path& index);

// The commit that folder/.git/HEAD leads to, read as plain files and without following links: absent for
// whatever cannot be understood. Nothing says that the commit exists.
std::optional<Oid> read_untrusted_head(const std::filesystem::path& folder);

}  // namespace reeve::git
