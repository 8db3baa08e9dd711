#include "git/work_files.h"

#include <fmt/format.h>
#include <git2/sys/repository.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "git/library.h"

namespace reeve::git {

namespace {

namespace fs = std::filesystem;

using OwnedIndex = Owned<git_index, git_index_free>;
using OwnedTree = Owned<git_tree, git_tree_free>;

// libgit2's view of the work tree: the lender's objects, nobody's configuration, our folder, our index.
struct OpenedWorkTree {
  OwnedRepository repository;
  OwnedIndex index;
};

// Null if there is a file that is no index.
OwnedIndex try_open_index(const fs::path& path) {
  git_index* index = nullptr;
  if (git_index_open(&index, path.c_str()) < 0) return nullptr;
  OwnedIndex owned(index);
  return git_index_read(index, 1) == 0 ? std::move(owned) : nullptr;
}

OwnedIndex open_index(const fs::path& path) {
  // We are its only user (the workspace is locked), so a lock file here was left by a killed process.
  unlink((path.string() + ".lock").c_str());
  if (OwnedIndex index = try_open_index(path)) return index;
  // A damaged index knows nothing: without it every file is looked at anew.
  unlink(path.c_str());
  if (OwnedIndex index = try_open_index(path)) return index;
  throw_last_error("the index " + path.string() + " cannot be opened");
}

OpenedWorkTree open_files(const fs::path& git_dir, const fs::path& folder, const fs::path& index_path) {
  git_repository* repository = nullptr;
  if (git_repository_open_ext(&repository, git_dir.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) < 0) {
    throw_last_error("the repository " + git_dir.string() + " cannot be opened");
  }
  OpenedWorkTree opened{OwnedRepository(repository), open_index(index_path)};
  // An empty configuration: line ends, file modes and links are those of the commit, whoever runs this and on
  // whichever machine.
  git_config* empty = nullptr;
  if (git_config_new(&empty) < 0) throw_last_error("an empty configuration cannot be made");
  const OwnedConfig configuration(empty);
  if (git_repository_set_config(repository, empty) < 0)
    throw_last_error("an empty configuration cannot be used");
  if (git_repository_set_workdir(repository, folder.c_str(), 0) < 0 ||
      git_repository_set_index(repository, opened.index.get()) < 0) {
    throw_last_error("the work tree " + folder.string() + " cannot be used");
  }
  return opened;
}

// --- Reset

// What the commit holds, and the folders that it lies in.
struct Known {
  std::map<std::string, std::uint32_t> files;  // path → mode
  std::set<std::string> folders;
};

Known known_paths(git_repository* repository, const git_object* commit) {
  git_tree* tree = nullptr;
  git_index* index = nullptr;
  if (git_commit_tree(&tree, reinterpret_cast<const git_commit*>(commit)) < 0 || git_index_new(&index) < 0) {
    throw_last_error("a commit of " + std::string(git_repository_path(repository)) + " cannot be read");
  }
  const OwnedTree owned_tree(tree);
  const OwnedIndex owned_index(index);
  if (git_index_read_tree(index, tree) < 0) throw_last_error("a tree cannot be read");
  Known known;
  for (std::size_t position = 0; position < git_index_entrycount(index); ++position) {
    const git_index_entry& entry = *git_index_get_byindex(index, position);
    const std::string path = entry.path;
    known.files.emplace(path, entry.mode);
    if (entry.mode == GIT_FILEMODE_COMMIT) known.folders.insert(path);
    for (auto slash = path.rfind('/'); slash != std::string::npos && slash > 0;
         slash = path.rfind('/', slash - 1)) {
      if (!known.folders.insert(path.substr(0, slash)).second) break;
    }
  }
  return known;
}

// Whether what lies there is of the kind that the commit has there. A second name of a file (a hard link) is
// not: what is written to it would be written to the other name as well.
bool is_of_its_kind(const fs::path& file, std::uint32_t mode) {
  struct stat status{};
  if (lstat(file.c_str(), &status) != 0) return false;
  if (mode == GIT_FILEMODE_LINK) return S_ISLNK(status.st_mode);
  return S_ISREG(status.st_mode) && status.st_nlink == 1;
}

void make_accessible(const fs::path& folder) {
  if (access(folder.c_str(), R_OK | W_OK | X_OK) != 0) chmod(folder.c_str(), 0755);
}

// Removes what is of another kind than in the commit (links in the place of files and folders, through which
// a checkout would write, and pipes, on which it would wait for ever), and, unless leftovers are kept, all
// that is not in the commit. The top's .git is left to write_borrowing_repository.
void sweep(const fs::path& folder, const std::string& prefix, const Known& known, Leftovers leftovers) {
  make_accessible(folder);
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string path = prefix + entry.path().filename().string();
    if (path == ".git") continue;
    const bool is_folder = entry.symlink_status().type() == fs::file_type::directory;
    const auto file = known.files.find(path);
    if (is_folder && known.folders.contains(path)) {
      sweep(entry.path(), path + "/", known, leftovers);
    } else if (file != known.files.end() || known.folders.contains(path)) {
      if (is_folder || file == known.files.end() || !is_of_its_kind(entry.path(), file->second)) {
        remove_tree(entry.path());
      }
    } else if (leftovers == Leftovers::remove) {
      remove_tree(entry.path());
    }
  }
}

bool is_ignored(git_repository* repository, const std::string& path) {
  int ignored = 0;
  if (git_ignore_path_is_ignored(&ignored, repository, path.c_str()) < 0)
    throw_last_error("the ignore rules for " + path + " cannot be read");
  return ignored == 1;
}

// Removes what is neither in the commit nor ignored by the rules that the commit has. Rules that a program
// has left go first, or it could name whatever it wants to stay.
void sweep_unignored(git_repository* repository, const fs::path& folder, const std::string& prefix,
                     const Known& known) {
  make_accessible(folder);
  if (!known.files.contains(prefix + ".gitignore")) remove_tree(folder / ".gitignore");
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string path = prefix + entry.path().filename().string();
    if (path == ".git" || known.files.contains(path)) continue;
    const bool is_folder = entry.symlink_status().type() == fs::file_type::directory;
    if (is_folder && known.folders.contains(path)) {
      sweep_unignored(repository, entry.path(), path + "/", known);
    } else if (!is_ignored(repository, is_folder ? path + "/" : path)) {
      if (is_folder) sweep_unignored(repository, entry.path(), path + "/", known);
      if (!is_folder || fs::is_empty(entry.path())) remove_tree(entry.path());
    }
  }
}

// Takes out of the index what the commit does not hold: those entries would stay as files that somebody
// deleted.
void forget_others(git_index* index, const Known& known) {
  std::vector<std::string> others;
  for (std::size_t position = 0; position < git_index_entrycount(index); ++position) {
    const std::string path = git_index_get_byindex(index, position)->path;
    if (!known.files.contains(path)) others.push_back(path);
  }
  if (others.empty()) return;
  for (const std::string& path : others) {
    if (git_index_remove_bypath(index, path.c_str()) < 0) throw_last_error("the index cannot be changed");
  }
  if (git_index_write(index) < 0) throw_last_error("the index cannot be written");
}

bool is_untouched(const git_index_entry& entry, const struct stat& status) {
  return entry.ctime.seconds == static_cast<std::int32_t>(status.st_ctim.tv_sec) &&
         (entry.ctime.nanoseconds == 0 ||
          entry.ctime.nanoseconds == static_cast<std::uint32_t>(status.st_ctim.tv_nsec));
}

// The files that lie there as they were put there; all others are removed, so that they are written anew. A
// checkout itself compares size and time of change alone, and a program can set that time back; it cannot set
// back the time at which the file's status changed.
OwnedIndex untouched_files(git_index* index, const fs::path& folder) {
  git_index* known = nullptr;
  if (git_index_new(&known) < 0) throw_last_error("an index cannot be made");
  OwnedIndex untouched(known);
  for (std::size_t position = 0; position < git_index_entrycount(index); ++position) {
    const git_index_entry& entry = *git_index_get_byindex(index, position);
    const fs::path file = folder / entry.path;
    struct stat status{};
    if (lstat(file.c_str(), &status) != 0 || S_ISDIR(status.st_mode)) continue;
    if (!is_untouched(entry, status)) {
      unlink(file.c_str());
    } else if (git_index_add(known, &entry) < 0) {
      throw_last_error("an index cannot be filled");
    }
  }
  return untouched;
}

// --- The workspace's own repository

const std::string branch = "task";

void empty_repository(const fs::path& git_dir) {
  keep_only(git_dir, {"objects", "refs", "HEAD", "config", "index"});
  keep_only(git_dir / "objects", {"info", "pack"});
  keep_only(git_dir / "objects/info", {"alternates"});
  keep_only(git_dir / "objects/pack", {});
  keep_only(git_dir / "refs", {"heads"});
  keep_only(git_dir / "refs/heads", {branch});
}

// --- Snapshot

struct Collecting {
  const fs::path& folder;
  const SnapshotLimits& limits;
  Snapshot& snapshot;
};

bool is_read_by_libgit2(const std::string& name) {
  return name == ".gitignore" || name == ".gitattributes";
}

// Opens folders that their maker may not open, and removes what reading would wait on for ever: ignore and
// attribute files that are pipes, or links to such. Other pipes and sockets are left to the agent that may
// just be using them; git does not store them.
void tame(const fs::path& folder) {
  make_accessible(folder);
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    std::error_code none;
    if (entry.symlink_status(none).type() == fs::file_type::directory) {
      tame(entry.path());
    } else if (is_read_by_libgit2(entry.path().filename().string()) &&
               !fs::is_regular_file(entry.path(), none)) {
      remove_tree(entry.path());
    }
  }
}

// A folder deeper than a path can be long, or one that vanishes meanwhile.
[[noreturn]] void throw_unreadable(const fs::path& folder, const fs::filesystem_error& error) {
  throw Error(ErrorKind::io,
              "the work tree " + folder.string() + " cannot be walked: " + error.code().message());
}

// Called by libgit2 with each path it is about to add; 0 adds it, 1 leaves it out.
int choose(const char* path, const char*, void* payload) noexcept {
  Collecting& collecting = *static_cast<Collecting*>(payload);
  const std::string name = path;
  if (name.ends_with('/')) {
    collecting.snapshot.nested.push_back(name);
    return 1;
  }
  struct stat status{};
  const fs::path file = collecting.folder / name;
  if (lstat(file.c_str(), &status) != 0) return 0;  // it was deleted
  if (!S_ISREG(status.st_mode)) return 0;
  if (static_cast<std::uint64_t>(status.st_size) > collecting.limits.file_bytes) {
    collecting.snapshot.too_large.push_back(fmt::format("{} ({} MB)", name, status.st_size >> 20));
    return 1;
  }
  if (access(file.c_str(), R_OK) != 0) {
    collecting.snapshot.unreadable.push_back(name);
    return 1;
  }
  return 0;
}

}  // namespace

WorkFiles::WorkFiles(const Repository& repository, fs::path folder, fs::path index)
    : git_dir_(repository.common_dir()), folder_(std::move(folder)), index_(std::move(index)) {}

void WorkFiles::reset(const Oid& commit, Leftovers leftovers) {
  make_real_folder(folder_);
  const OpenedWorkTree opened = open_files(git_dir_, folder_, index_);
  const git_oid id = to_libgit2(commit);
  git_object* object = nullptr;
  if (git_object_lookup(&object, opened.repository.get(), &id, GIT_OBJECT_COMMIT) < 0) {
    throw_last_error("commit " + commit.hex() + " cannot be read");
  }
  const OwnedObject owned(object);
  const Known known = known_paths(opened.repository.get(), object);
  try {
    sweep(folder_, "", known, leftovers);
  } catch (const fs::filesystem_error& error) {
    throw_unreadable(folder_, error);
  }
  forget_others(opened.index.get(), known);
  // What lies here is compared with what was put here. Without this it would be compared with HEAD of the
  // lender, and all files that differ between that and the commit would be written again each time.
  const OwnedIndex baseline = untouched_files(opened.index.get(), folder_);

  git_checkout_options options;
  git_checkout_options_init(&options, GIT_CHECKOUT_OPTIONS_VERSION);
  options.checkout_strategy = GIT_CHECKOUT_FORCE;
  options.baseline_index = baseline.get();
  if (leftovers == Leftovers::remove)
    options.checkout_strategy |= GIT_CHECKOUT_REMOVE_UNTRACKED | GIT_CHECKOUT_REMOVE_IGNORED;
  if (git_checkout_tree(opened.repository.get(), object, &options) < 0) {
    throw_last_error("commit " + commit.hex() + " cannot be checked out in " + folder_.string());
  }
  if (leftovers == Leftovers::remove) return;
  // Opened anew: the rules that were read before the checkout may be others.
  const OpenedWorkTree fresh = open_files(git_dir_, folder_, index_);
  try {
    sweep_unignored(fresh.repository.get(), folder_, "", known);
  } catch (const fs::filesystem_error& error) {
    throw_unreadable(folder_, error);
  }
}

Snapshot WorkFiles::snapshot(const SnapshotLimits& limits) {
  if (!is_real_folder(folder_)) {
    throw Error(ErrorKind::not_found, "the work tree " + folder_.string() + " is gone");
  }
  try {
    tame(folder_);
  } catch (const fs::filesystem_error& error) {
    throw_unreadable(folder_, error);
  }
  const OpenedWorkTree opened = open_files(git_dir_, folder_, index_);
  Snapshot snapshot;
  Collecting collecting{folder_, limits, snapshot};
  if (git_index_add_all(opened.index.get(), nullptr, GIT_INDEX_ADD_DEFAULT, choose, &collecting) < 0) {
    throw_last_error("the files of " + folder_.string() + " cannot be read");
  }
  git_oid tree{};
  if (git_index_write(opened.index.get()) < 0 ||
      git_index_write_tree_to(&tree, opened.index.get(), opened.repository.get()) < 0) {
    throw_last_error("the files of " + folder_.string() + " cannot be stored");
  }
  snapshot.tree = from_libgit2(tree);
  return snapshot;
}

void write_borrowing_repository(const Repository& lender, const fs::path& folder, const Oid& commit,
                                const fs::path& index) {
  const fs::path git_dir = folder / ".git";
  empty_repository(git_dir);
  overwrite_untrusted_file(git_dir / "HEAD", "ref: refs/heads/" + branch + "\n");
  overwrite_untrusted_file(git_dir / "refs/heads" / branch, commit.hex() + "\n");
  overwrite_untrusted_file(git_dir / "objects/info/alternates",
                           (lender.common_dir() / "objects").string() + "\n");
  overwrite_untrusted_file(
      git_dir / "config",
      "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n"
      "[user]\n\tname = Reeve agent\n\temail = agent@localhost\n"
      "[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n");
  overwrite_untrusted_file(git_dir / "index", read_file(index));
  // A shallow clone's missing parents are missing here too, and git must be told.
  const fs::path shallow = lender.common_dir() / "shallow";
  if (fs::exists(shallow)) write_file(git_dir / "shallow", read_file(shallow));
}

std::optional<Oid> read_untrusted_head(const fs::path& folder) {
  constexpr std::size_t longest_ref_file = 4096;
  const fs::path git_dir = folder / ".git";
  if (!is_real_folder(git_dir)) return std::nullopt;
  const auto head = read_untrusted_file(git_dir / "HEAD", longest_ref_file);
  if (!head) return std::nullopt;
  const std::string value(trim(*head));
  if (!value.starts_with("ref: ")) return Oid::parse(value);
  const std::string ref = value.substr(5);
  if (!ref.starts_with("refs/heads/") || !Repository::is_valid_ref_name(ref)) return std::nullopt;
  const auto target = read_untrusted_file(git_dir / ref, longest_ref_file);
  if (!target) return std::nullopt;
  return Oid::parse(trim(*target));
}

}  // namespace reeve::git
