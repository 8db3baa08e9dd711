#include "git/object_reader.h"

#include <algorithm>

#include "git/library.h"
#include "git/repository_state.h"

namespace reeve::git {

struct ObjectReader::State {
  OwnedRepository repository;
  OwnedOdb objects;
  std::filesystem::path folder;
};

namespace {

using OwnedRaw = Owned<git_odb_object, git_odb_object_free>;

git_object_t type_of(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::commit:
      return GIT_OBJECT_COMMIT;
    case ObjectKind::tree:
      return GIT_OBJECT_TREE;
    case ObjectKind::blob:
      return GIT_OBJECT_BLOB;
    case ObjectKind::tag:
      return GIT_OBJECT_TAG;
  }
  return GIT_OBJECT_INVALID;
}

// For the whole process, as libgit2 has it no other way. Its cache of objects costs more than it saves where
// each of very many is read once; that of packs' deltas is another one, and stays.
void read_as_git_does() {
  static const bool done = [] {
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace

ObjectReader::ObjectReader(const Repository& repository) : state_(std::make_unique<State>()) {
  initialise_library();
  read_as_git_does();
  state_->folder = repository.common_dir();
  git_repository* opened = nullptr;
  if (git_repository_open(&opened, state_->folder.c_str()) < 0)
    throw_last_error(state_->folder.string() + " cannot be opened");
  state_->repository.reset(opened);
  git_odb* objects = nullptr;
  if (git_repository_odb(&objects, opened) < 0)
    throw_last_error("the objects of " + state_->folder.string() + " cannot be opened");
  state_->objects.reset(objects);
}

ObjectReader::~ObjectReader() = default;
ObjectReader::ObjectReader(ObjectReader&&) noexcept = default;

std::string ObjectReader::read(const Oid& id, ObjectKind kind) {
  const git_oid key = to_libgit2(id);
  git_odb_object* found = nullptr;
  int code = git_odb_read(&found, state_->objects.get(), &key);
  // A pack that another process replaced meanwhile.
  if (code < 0 && git_odb_refresh(state_->objects.get()) == 0)
    code = git_odb_read(&found, state_->objects.get(), &key);
  const OwnedRaw object(found);
  if (code < 0 || git_odb_object_type(object.get()) != type_of(kind))
    throw Error(ErrorKind::damaged, "object " + id.hex() + " cannot be read in " + state_->folder.string(),
                "look at the repository with 'git fsck'");
  return {static_cast<const char*>(git_odb_object_data(object.get())), git_odb_object_size(object.get())};
}

std::vector<RawEntry> entries_of_raw_tree(std::string_view tree) {
  std::vector<RawEntry> entries;
  while (!tree.empty()) {
    const auto space = tree.find(' ');
    const auto end = tree.find('\0');
    if (space >= end || end == std::string_view::npos || tree.size() < end + 21)
      throw Error(ErrorKind::damaged, "a tree is damaged", "look at the repository with 'git fsck'");
    std::array<std::uint8_t, 20> id{};
    std::copy_n(tree.begin() + static_cast<std::ptrdiff_t>(end) + 1, id.size(), id.begin());
    entries.push_back({tree.substr(space + 1, end - space - 1), Oid(id), tree.substr(0, space) == "40000"});
    tree.remove_prefix(end + 21);
  }
  return entries;
}

}  // namespace reeve::git
