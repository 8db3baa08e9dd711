// Which files a task may touch: those that are there, and those that it or another one may make.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plan/path_index.h"

namespace reeve {

struct TaskScope {
  std::vector<std::string> globs;    // normalised, sorted, each once; empty: everything
  std::vector<std::string> creates;  // those of them that stand for files which are not there yet
  std::vector<std::uint32_t> files;  // places in the index of what is there; sorted; empty for everything

  bool is_everything() const { return globs.empty(); }
};

// Of a task of a plan. Patterns that normalise_glob() refuses are left out.
TaskScope scope_of(const std::vector<std::string>& scope, const std::vector<std::string>& creates,
                   PathIndex& paths);

// Of a task that has been published: what matches nothing yet, it creates.
TaskScope scope_of_published(const std::vector<std::string>& scope, PathIndex& paths);

// Up to `most` paths and patterns that both may touch; empty: they cannot meet, as the tree is now. For
// everything the other's patterns stand.
std::vector<std::string> common_paths(const TaskScope& a, const TaskScope& b, const PathIndex& paths,
                                      std::size_t most);

// As common_paths(), by the patterns alone: two slices must not meet in files to come either.
std::vector<std::string> common_patterns(const TaskScope& a, const TaskScope& b, std::size_t most);

}  // namespace reeve
