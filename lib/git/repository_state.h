// What a Repository holds. For lib/git only.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "git/library.h"
#include "git/repository.h"

namespace reeve::git {

struct Repository::State {
  explicit State(OwnedRepository opened);

  OwnedRepository repository;
  std::filesystem::path git_dir;
  std::filesystem::path common_dir;
  std::optional<std::filesystem::path> work_tree;
  std::vector<std::filesystem::path> more_objects;  // folders that are read beside the repository's own

  git_repository* raw() const { return repository.get(); }

  // The object, of this type. Error(damaged) where it is missing, unreadable or of another type.
  OwnedObject object(const Oid& id, git_object_t type) const;

  // Opens the object store anew, for packs that another process replaced.
  void reopen_objects() const;

  // Runs what gives libgit2's code once, and if it fails once more with the object store reopened: libgit2
  // keeps looking into packs that another process has replaced. Gives the last code.
  template <typename Action>
  int twice(Action action) const {
    const int code = action();
    if (code >= 0) return code;
    reopen_objects();
    return action();
  }
};

template <typename T>
T* object_as(const OwnedObject& object) {
  return reinterpret_cast<T*>(object.get());  // how libgit2 lays out its types
}

}  // namespace reeve::git
