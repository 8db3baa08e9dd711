// Workspaces: folders where attempts and checks run, kept and used again. A workspace belongs to the process
// that holds its lock (flock: given back however the process dies). After a program has run in it, everything
// in it is hostile; reset() makes all of it anew but for unchanged files.
//
// They lie outside the repository, so that a program that looks for a repository upwards never finds the hub:
//
//     <root>/<number>/lock        who uses it
//     <root>/<number>/index       our index of the files; not the workspace's own
//     <root>/<number>/attempt     what runs in it, until that is done: see WorkInProgress
//     <root>/<number>/output      whose build output lies in the tree, if it may be of use: see warmth.h
//     <root>/<number>/run/        out, home and tmp of the attempt
//     <root>/<number>/tree/       the working directory, with a repository of its own in .git
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "git/work_files.h"

namespace reeve {

// Which attempt runs in a workspace, and the commit that its files were last equal to.
struct WorkInProgress {
  std::string task;
  int attempt = 0;
  git::Oid commit;
};

class Workspace {
 public:
  git::WorkFiles& files() { return files_; }
  const git::WorkFiles& files() const { return files_; }
  std::filesystem::path attempt_folder() const { return folder_ / "run"; }

  // The object folders of the hub that the workspace's repository borrows, each absolute: what a sandbox has
  // to show for git to work inside. Empty before the first reset().
  const std::vector<std::filesystem::path>& borrowed_objects() const { return borrowed_; }

  // Makes the files those of `commit`, with a fresh .git. Used before anything runs.
  void reset(const git::Repository& lender, const git::Oid& commit,
             git::Leftovers leftovers = git::Leftovers::remove);

  // One line about the build output in the tree, for whoever resets it next; a reset forgets it. Empty if
  // nothing is known of the output.
  void note_output(const std::string& line);
  std::string output_of() const;

  // Written before an agent starts and whenever its work was pushed; cleared when nothing in the workspace is
  // needed any more. What a killed process left there is unpushed work.
  void note(const WorkInProgress& work);
  void clear_note();
  std::optional<WorkInProgress> noted() const;

 private:
  friend class WorkspacePool;
  void write_note(const std::string& text);
  Workspace(FileLock lock, std::filesystem::path folder, git::WorkFiles files);

  FileLock lock_;
  std::filesystem::path folder_;
  git::WorkFiles files_;
  std::vector<std::filesystem::path> borrowed_;
};

class WorkspacePool {
 public:
  // `purpose` keeps pools apart: "work", "gate". Folders are made when needed.
  WorkspacePool(const git::Repository& repository, const std::string& purpose);

  // The free workspace with the lowest number; a new one if all are in use.
  Workspace acquire();
  // Those free ones that hold work of a process that was killed.
  std::vector<Workspace> abandoned();

 private:
  std::optional<Workspace> try_acquire(const std::filesystem::path& folder);

  const git::Repository& repository_;
  std::filesystem::path root_;
};

// Where this repository's workspaces are: $REEVE_WORKSPACES, else $XDG_CACHE_HOME/reeve, else ~/.cache/reeve,
// else /var/tmp/reeve-<user id>; and under it a folder of the repository's own.
std::filesystem::path workspaces_root(const git::Repository& repository);

}  // namespace reeve
