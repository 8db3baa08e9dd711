// `git reeve plan --each GLOB`: one task for each file or folder of a commit. The planner of a sweep over a
// whole repository, where no agent has to think about how to cut it.
#pragma once

#include <string>
#include <vector>

#include "git/repository.h"
#include "plan/planned_task.h"

namespace reeve {

// What each task looks like. In all texts {path} stands for the file or folder, {name} for its last component
// and {stem} for that without its extension. In a check, which is text for a shell, the value is quoted where
// it needs it, {path} of "-x" is "./-x" so that it is no option, and ${path} is left to the shell. In a
// scope, the value matches itself alone, whatever wildcards are in it.
struct EachTemplate {
  std::string title;
  std::string body;
  std::vector<std::string> accept;
  std::vector<std::string> scope;  // empty: the file, or everything in the folder
  std::vector<std::string> checks;
  std::string agent;
  Difficulty difficulty = Difficulty::normal;
  int priority = 0;
};

enum class PathKind { file, folder };

struct EachPath {
  std::string path;  // folders without a slash at the end
  PathKind kind = PathKind::file;

  bool operator==(const EachPath&) const = default;
};

// Which files or folders get a task.
struct PathChoice {
  std::string glob = {};                 // base/glob.h
  std::vector<std::string> except = {};  // globs of what to leave out
  std::string containing = {};  // only files with this text in them, no folder and no link; empty: all
};

// The files of the commit that the choice's glob matches, or where it matches no file, the folders; with a
// slash at its end, folders only. Sorted. Links count as files; submodules are not there. Throws
// Error(invalid) for a bad glob, if nothing matches or is left, and for names that are no plain UTF-8 text
// (control characters, line feeds): they would not survive in prompts, logs and commands.
std::vector<EachPath> paths_matching(const git::Repository& repository, const git::Oid& commit,
                                     const PathChoice& choice);

// One task for each path, named after its last component, or after all of it where that name is taken. Throws
// Error(invalid) where a placeholder stands inside quotes in a check and the value needs quotes itself.
std::vector<PlannedTask> plan_each(const std::vector<EachPath>& paths, const EachTemplate& each);

}  // namespace reeve
