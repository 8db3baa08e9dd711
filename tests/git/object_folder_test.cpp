#include "git/object_folder.h"

#include <algorithm>

#include "support/catch.h"
#include "support/repository.h"

namespace object_folder_test {

using namespace reeve;
using namespace reeve::test;

namespace {

std::string listed(const std::filesystem::path& folder, std::size_t limit = 100) {
  auto objects = git::objects_in(folder, limit);
  std::ranges::sort(objects, {},
                    [](const git::StoredObject& object) { return std::pair(object.kind, object.size); });
  std::string text;
  for (const auto& object : objects) {
    const char* const kinds[] = {"commit", "tree", "blob", "tag"};
    text += kinds[static_cast<int>(object.kind)];
    if (object.kind != git::ObjectKind::commit) text += " " + std::to_string(object.size);
    text += "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("objects of a folder are listed, loose and packed, without those of others") {
  ScratchRepository scratch(git::Repository::Kind::bare);
  const auto folder = scratch.path() / "objects";
  CHECK(listed(folder) == "");
  scratch.set_ref("refs/heads/main", scratch.commit({{"a", "four"}, {"b", std::string(5000, 'b')}}, {}));
  const std::string all = "commit\ntree 58\nblob 4\nblob 5000\n";
  CHECK(listed(folder) == all);
  scratch.git({"repack", "-adq"});
  scratch.git({"prune-packed", "-q"});
  CHECK(listed(folder) == all);
  CHECK(git::objects_in(folder, 2).size() == 2);
  CHECK(listed(scratch.path() / "nothing") == "");
}

TEST_CASE("a repository reads objects from one more folder, also after its own were packed anew") {
  ScratchRepository here(git::Repository::Kind::bare), there(git::Repository::Kind::bare);
  const git::Oid commit = there.commit({{"a", "a\n"}}, {}, "there\n");
  git::Repository repository = git::Repository::open(here.path());
  CHECK_FALSE(repository.exists(commit));
  repository.read_objects_from(there.path() / "objects");
  CHECK(repository.read_commit(commit).message == "there\n");
  const git::Oid other = there.commit({{"b", "b\n"}}, {commit}, "there too\n");
  there.git({"update-ref", "refs/heads/main", other.hex()});
  there.git({"repack", "-adq"});
  CHECK(repository.read_commit(other).message == "there too\n");
  CHECK_FALSE(here.repository().exists(other));
}

}  // namespace object_folder_test
