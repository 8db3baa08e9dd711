#include "git/object_folder.h"

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "git/library.h"

namespace reeve::git {
namespace {

namespace fs = std::filesystem;

struct Found {
  std::vector<git_oid> ids;
  std::size_t limit;
};

int collect(const git_oid* id, void* payload) {
  auto& found = *static_cast<Found*>(payload);
  if (found.ids.size() == found.limit) return GIT_EUSER;
  found.ids.push_back(*id);
  return 0;
}

ObjectKind kind_of(git_object_t type) {
  switch (type) {
    case GIT_OBJECT_COMMIT:
      return ObjectKind::commit;
    case GIT_OBJECT_TREE:
      return ObjectKind::tree;
    case GIT_OBJECT_TAG:
      return ObjectKind::tag;
    default:
      return ObjectKind::blob;
  }
}

void add_with_alternates(const fs::path& folder, int deeper, std::vector<fs::path>& folders) {
  if (std::ranges::count(folders, folder) > 0) return;
  folders.push_back(folder);
  const fs::path list = folder / "info/alternates";
  if (deeper == 0 || !fs::exists(list)) return;
  for (const std::string& line : split_lines(read_file(list))) {
    if (line.empty() || line.front() == '#') continue;
    add_with_alternates((folder / line).lexically_normal(), deeper - 1, folders);
  }
}

}  // namespace

std::vector<fs::path> object_folders_of(const Repository& repository) {
  constexpr int deepest = 5;
  std::vector<fs::path> folders;
  add_with_alternates(repository.common_dir() / "objects", deepest, folders);
  return folders;
}

std::vector<StoredObject> objects_in(const std::filesystem::path& objects_folder, std::size_t limit) {
  if (!std::filesystem::is_directory(objects_folder)) return {};
  initialise_library();
  const std::string where = "the objects in " + objects_folder.string();
  git_odb* opened = nullptr;
  if (git_odb_open(&opened, objects_folder.c_str()) < 0) throw_last_error(where + " cannot be opened");
  const OwnedOdb odb(opened);
  Found found{{}, limit};
  const int code = git_odb_foreach(odb.get(), collect, &found);
  if (code < 0 && code != GIT_EUSER) throw_last_error(where + " cannot be listed");
  std::vector<StoredObject> objects;
  for (const git_oid& id : found.ids) {
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (git_odb_read_header(&size, &type, odb.get(), &id) < 0) throw_last_error(where + " cannot be read");
    objects.push_back({from_libgit2(id), kind_of(type), size});
  }
  return objects;
}

}  // namespace reeve::git
