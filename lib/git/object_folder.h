// Folders of objects: one alone (what a push has brought, before it is accepted), and all that a repository
// reads from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "git/oid.h"
#include "git/repository.h"

namespace reeve::git {

enum class ObjectKind { commit, tree, blob, tag };

struct StoredObject {
  Oid id;
  ObjectKind kind;
  std::uint64_t size;  // bytes of its content, without reading it
};

// The objects in this folder, loose and packed, in no order; at most `limit` of them, so that a push of
// millions costs no more than one that is refused for its number. Empty for a folder that does not exist.
// Error(git) if it cannot be read.
std::vector<StoredObject> objects_in(const std::filesystem::path& objects_folder, std::size_t limit);

// The folder of the repository's objects, and those that it borrows from (objects/info/alternates), those
// they borrow from and so on; as git, at most five deep. Absolute, each once, existing or not.
std::vector<std::filesystem::path> object_folders_of(const Repository& repository);

}  // namespace reeve::git
