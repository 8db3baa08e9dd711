// A thin owner of a libgit2 repository: objects in and out, refs, history, trees. Speaks values only;
// no libgit2 type leaves lib/git. One Repository is used by one thread at a time; open another for
// another thread (0.2 ms).
//
// Every function throws Error(git) when libgit2 fails, with libgit2's own words and the path; Error
// (damaged) when an object that must exist cannot be read.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "git/oid.h"

struct git_repository;

namespace reeve::git {

struct Ref {
  std::string name;  // full: refs/heads/…
  Oid id;            // of the object; symbolic refs are resolved
  auto operator<=>(const Ref&) const = default;
};

struct Signature {
  std::string name;
  std::string email;
  TimePoint when;
};

struct CommitData {
  Oid tree;
  std::vector<Oid> parents;
  std::string message;
  Signature author;
  Signature committer;
};

enum class FileMode : std::uint32_t {
  tree = 0040000,
  blob = 0100644,
  executable = 0100755,
  link = 0120000,
  commit = 0160000,  // a submodule
};

struct TreeEntry {
  std::string name;  // one path component
  FileMode mode;
  Oid id;
};

enum class ChangeKind { added, modified, deleted };

struct Change {
  std::string path;
  ChangeKind kind;
  FileMode mode;  // new mode; the old one for `deleted`
  Oid old_id;     // zero for `added`
  Oid new_id;     // zero for `deleted`
};

// The id that this content has as a blob, stored or not.
Oid blob_id(std::string_view content);

class Repository {
 public:
  // Opens the repository at exactly this path (a work tree, a .git folder or a bare repository).
  static Repository open(const std::filesystem::path& path);
  // Opens the repository that contains this folder. Error(not_found) if there is none.
  static Repository discover(const std::filesystem::path& folder);
  // Makes a new repository; bare, or with a work tree at path. First branch: main.
  enum class Kind { bare, with_work_tree };
  static Repository create(const std::filesystem::path& path, Kind kind);

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  // This work tree's own git folder (HEAD and the index); the common one but for a linked work tree.
  const std::filesystem::path& git_dir() const;
  // Shared by all linked work trees: where refs and objects live.
  const std::filesystem::path& common_dir() const;
  // Absent for a bare repository.
  std::optional<std::filesystem::path> work_tree() const;

  // Also reads objects from this folder, as git does for GIT_OBJECT_DIRECTORY: what a push has brought lies
  // in a folder of its own until the push is accepted. Nothing is ever written there.
  void read_objects_from(const std::filesystem::path& objects_folder);

  // --- Configuration and identity
  std::optional<std::string> config(const std::string& key) const;
  // user.name and user.email, or GIT_COMMITTER_*; absent where none is set.
  std::optional<Signature> person(TimePoint when) const;

  // --- Refs (reading; writing is git/ref_transaction.h)
  std::optional<Oid> read_ref(const std::string& name) const;
  // All refs whose full name starts with this prefix, sorted by name. Refs under refs/ only.
  std::vector<Ref> list_refs(const std::string& prefix) const;
  // The branch HEAD points at ("refs/heads/main"), also when unborn; absent when detached.
  std::optional<std::string> head_branch() const;
  // Anything `git rev-parse REV^{commit}` takes. Absent where it names nothing.
  std::optional<Oid> resolve_commit(const std::string& revision) const;
  // Whether git accepts this as a full ref name.
  static bool is_valid_ref_name(const std::string& name);

  // --- Objects
  bool exists(const Oid& id) const;
  Oid write_blob(std::string_view content);
  std::string read_blob(const Oid& id) const;
  std::uint64_t blob_size(const Oid& id) const;  // without reading it
  // One level, sorted here. Error(invalid) for a name that git refuses, a repeated one, a missing object.
  Oid write_tree(const std::vector<TreeEntry>& entries);
  std::vector<TreeEntry> read_tree(const Oid& tree) const;
  // The entry at a path with slashes; absent where there is none.
  std::optional<TreeEntry> entry_at(const Oid& tree, const std::string& path) const;
  // The content of the file at a path of a tree; absent where there is none (or it is no file, but a link,
  // a folder or a submodule).
  std::optional<std::string> file_at(const Oid& tree, const std::string& path) const;
  static Oid empty_tree();
  // The tree and the parents must exist. Error(invalid) for a signature that git refuses (an empty name).
  Oid write_commit(const CommitData& commit);
  CommitData read_commit(const Oid& id) const;
  Oid tree_of(const Oid& commit) const;

  // --- History
  // Whether `ancestor` can be reached from `descendant` (a commit reaches itself).
  bool is_ancestor(const Oid& ancestor, const Oid& descendant) const;
  // The best common ancestor (one of them where there are several); absent where there is none.
  std::optional<Oid> merge_base(const Oid& a, const Oid& b) const;
  // All best common ancestors: more than one after criss-cross merges.
  std::vector<Oid> merge_bases(const Oid& a, const Oid& b) const;
  // Commits reachable from `tip` and not from `exclude`, newest first (topological). `limit` 0: all.
  std::vector<Oid> history(const Oid& tip, std::optional<Oid> exclude, std::size_t limit = 0) const;
  // As history, but following first parents only.
  std::vector<Oid> first_parents(const Oid& tip, std::optional<Oid> exclude) const;

  // --- Trees
  // Both throw Error(invalid) for a tree nested deeper than 2,048 folders or with more than 5,000,000 files:
  // nobody means that, but an agent may have committed it.
  // What changed from one tree to another, by path, sorted; no rename detection. A changed mode alone is
  // `modified`; a file that became a folder is deleted, and what is in the folder is added.
  std::vector<Change> changes(const Oid& from_tree, const Oid& to_tree) const;
  // All files of a tree, by path, sorted: links too, submodules not.
  std::vector<std::string> files(const Oid& tree) const;

  // For lib/git only.
  struct State;
  git_repository* raw() const;

 private:
  explicit Repository(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace reeve::git
