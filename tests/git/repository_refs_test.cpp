#include <algorithm>
#include <set>

#include "base/error.h"
#include "git/ref_transaction.h"
#include "git/repository.h"
#include "support/catch.h"
#include "support/child_process.h"
#include "support/repository.h"

namespace repository_refs_test {

using namespace reeve;
using namespace reeve::git;
using reeve::test::ChildProcess;
using reeve::test::ScratchRepository;

namespace {

std::vector<std::string> names_of(const std::vector<Ref>& refs) {
  std::vector<std::string> names;
  for (const Ref& ref : refs) names.push_back(ref.name);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("refs are read loose, packed, and packed with a newer loose value") {
  ScratchRepository scratch;
  Repository& repository = scratch.repository();
  const Oid one = scratch.commit({{"a", "1"}}, {});
  const Oid two = scratch.commit({{"a", "2"}}, {one});
  CHECK_FALSE(repository.read_ref("refs/heads/x"));
  CHECK_FALSE(repository.read_ref("refs/heads"));
  CHECK_FALSE(repository.read_ref("not a ref"));
  scratch.set_ref("refs/heads/x", one);
  CHECK(repository.read_ref("refs/heads/x") == one);
  scratch.git({"pack-refs", "--all"});
  CHECK(repository.read_ref("refs/heads/x") == one);
  scratch.git({"update-ref", "refs/heads/x", two.hex()});
  CHECK(repository.read_ref("refs/heads/x") == two);
  CHECK(repository.list_refs("refs/") == std::vector<Ref>{{"refs/heads/x", two}});
}

TEST_CASE("refs are listed by the start of their full name, sorted, from files and packed-refs") {
  ScratchRepository scratch;
  const Oid id = scratch.commit({}, {});
  for (const char* name : {"refs/heads/reeve/task/b", "refs/heads/reeve/task-list",
                           "refs/heads/reeve/task/a/c", "refs/notes/reeve/task/b", "refs/tags/v1"})
    scratch.set_ref(name, id);
  scratch.git({"tag", "-a", "-m", "annotated", "v2", id.hex()});
  scratch.git({"pack-refs", "--all"});
  scratch.set_ref("refs/heads/reeve/task/a/b", id);
  scratch.set_ref("refs/heads/reeve/ta", id);
  write_file(scratch.path() / ".git/refs/heads/reeve/task/held.lock", "");
  write_file(scratch.path() / ".git/refs/heads/reeve/.swp", "");
  make_folders(scratch.path() / ".git/refs/heads/reeve/task/empty");

  const Repository& repository = scratch.repository();
  CHECK(names_of(repository.list_refs("refs/heads/reeve/task/")) ==
        Names{"refs/heads/reeve/task/a/b", "refs/heads/reeve/task/a/c", "refs/heads/reeve/task/b"});
  CHECK(names_of(repository.list_refs("refs/heads/reeve/ta")) ==
        Names{"refs/heads/reeve/ta", "refs/heads/reeve/task-list", "refs/heads/reeve/task/a/b",
              "refs/heads/reeve/task/a/c", "refs/heads/reeve/task/b"});
  CHECK(names_of(repository.list_refs("refs/heads/reeve/task/b")) == Names{"refs/heads/reeve/task/b"});
  CHECK(names_of(repository.list_refs("refs/n")) == Names{"refs/notes/reeve/task/b"});
  CHECK(repository.list_refs("refs/heads/reeve/[t]").empty());
  CHECK(repository.list_refs("HEAD").empty());
  CHECK(names_of(repository.list_refs("")) == names_of(repository.list_refs("refs/")));
  CHECK(repository.list_refs("").size() == 8);
}

TEST_CASE("a packed-refs file without a header is read too") {
  ScratchRepository scratch;
  const Oid id = scratch.commit({}, {});
  write_file(scratch.path() / ".git/packed-refs",
             id.hex() + " refs/heads/z\n" + id.hex() + " refs/heads/a\n^" + id.hex() + "\n");
  CHECK(names_of(scratch.repository().list_refs("refs/heads/")) == Names{"refs/heads/a", "refs/heads/z"});
  write_file(scratch.path() / ".git/packed-refs", "nonsense\n");
  CHECK_THROWS_AS(scratch.repository().list_refs("refs/heads/"), Error);
}

TEST_CASE("a ref whose object is missing is listed, a damaged file is an error") {
  ScratchRepository scratch;
  const std::string missing = "1234567890123456789012345678901234567890";
  make_folders(scratch.path() / ".git/refs/heads");
  write_file(scratch.path() / ".git/refs/heads/lost", missing + "\n");
  CHECK(scratch.repository().list_refs("refs/heads/") ==
        std::vector<Ref>{{"refs/heads/lost", *Oid::parse(missing)}});
  write_file(scratch.path() / ".git/refs/heads/empty", "");
  CHECK_THROWS_AS(scratch.repository().list_refs("refs/heads/"), Error);
}

TEST_CASE("symbolic refs give what they point at, and none where that is missing") {
  ScratchRepository scratch;
  const Oid id = scratch.commit({}, {});
  scratch.set_ref("refs/remotes/origin/main", id);
  scratch.git({"symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"});
  scratch.git({"symbolic-ref", "refs/remotes/origin/gone", "refs/remotes/origin/nothing"});
  CHECK(scratch.repository().list_refs("refs/remotes/") ==
        std::vector<Ref>{{"refs/remotes/origin/HEAD", id}, {"refs/remotes/origin/main", id}});
}

TEST_CASE("a linked work tree shares refs and objects, and has a HEAD of its own") {
  ScratchRepository scratch;
  const Oid id = scratch.commit({{"a", "1"}}, {});
  scratch.set_ref("refs/heads/main", id);
  const auto linked_path = scratch.path().parent_path() / "linked";
  scratch.git({"worktree", "add", "-q", "-b", "side", linked_path.string()});
  Repository linked = Repository::open(linked_path);
  CHECK(linked.common_dir() == scratch.path() / ".git");
  CHECK(linked.git_dir() == scratch.path() / ".git/worktrees/linked");
  CHECK(linked.work_tree() == linked_path);
  CHECK(linked.head_branch() == "refs/heads/side");

  std::vector<std::string> contested;
  const RefUpdate create{"refs/heads/reeve/task/x", std::nullopt, id};
  CHECK(update_refs(linked, {create}, "made", contested) == RefTransactionResult::applied);
  CHECK(scratch.repository().read_ref("refs/heads/reeve/task/x") == id);
  CHECK(names_of(linked.list_refs("refs/heads/")) ==
        Names{"refs/heads/main", "refs/heads/reeve/task/x", "refs/heads/side"});
}

TEST_CASE("HEAD names its branch also before the first commit, and none when detached") {
  ScratchRepository scratch;
  CHECK(scratch.repository().head_branch() == "refs/heads/main");
  const Oid id = scratch.commit({}, {});
  scratch.set_ref("refs/heads/main", id);
  scratch.git({"checkout", "-q", "--detach", id.hex()});
  CHECK_FALSE(scratch.repository().head_branch());
}

TEST_CASE("a revision names a commit or nothing") {
  ScratchRepository scratch;
  const Repository& repository = scratch.repository();
  CHECK_FALSE(repository.resolve_commit("HEAD"));
  const Oid one = scratch.commit({{"a", "1"}}, {});
  const Oid two = scratch.commit({{"a", "2"}}, {one});
  scratch.set_ref("refs/heads/main", two);
  scratch.git({"tag", "-a", "-m", "annotated", "v1", two.hex()});
  CHECK(repository.resolve_commit("HEAD") == two);
  CHECK(repository.resolve_commit("main~1") == one);
  CHECK(repository.resolve_commit("v1") == two);
  CHECK(repository.resolve_commit(one.short_hex()) == one);
  for (const char* nothing : {"nothing", "", "main~7", "main:a", "main^{tree}", "@{", "..", "main..v1"}) {
    INFO(nothing);
    CHECK_FALSE(repository.resolve_commit(nothing));
  }
}

TEST_CASE("ref names are what git says they are") {
  CHECK(Repository::is_valid_ref_name("refs/heads/reeve/task/a-b2cd"));
  for (const std::string& bad : {std::string("refs/heads/a b"), std::string("refs/heads/a..b"),
                                 std::string("refs/heads/a.lock"), std::string("refs/heads/"),
                                 std::string(""), std::string("main"), std::string("refs/heads/a\0b", 14)}) {
    INFO(bad);
    CHECK_FALSE(Repository::is_valid_ref_name(bad));
  }
}

TEST_CASE("a listing is complete while other processes pack new refs") {
  constexpr std::size_t rounds = 60;
  constexpr std::size_t refs_a_round = 20;
  ScratchRepository scratch(Repository::Kind::bare);
  const Oid id = scratch.commit({}, {});
  const auto progress = scratch.path() / "rounds-made";
  write_file(progress, "0");
  ChildProcess packer([&] {
    Repository repository = Repository::open(scratch.path());
    std::vector<std::string> contested;
    for (std::size_t round = 1; round <= rounds; ++round) {
      std::vector<RefUpdate> creates;
      for (std::size_t i = 0; i < refs_a_round; ++i)
        creates.push_back(
            {"refs/heads/" + std::to_string(round) + "/" + std::to_string(i), std::nullopt, id});
      update_refs(repository, creates, "", contested);
      replace_file(progress, std::to_string(round));
      scratch.git({"pack-refs", "--all"});
    }
  });
  for (std::size_t made = 0; made < rounds;) {
    made = std::stoul(read_file(progress));
    REQUIRE(scratch.repository().list_refs("refs/heads/").size() >= made * refs_a_round);
  }
  CHECK(packer.wait() == 0);
}

TEST_CASE("a listing leaves out what is deleted meanwhile, and never fails") {
  ScratchRepository scratch;
  const Oid id = scratch.commit({}, {});
  scratch.set_ref("refs/heads/stays", id);
  ChildProcess busy([&] {
    Repository repository = Repository::open(scratch.path());
    std::vector<std::string> contested;
    while (true) {
      for (const std::string name : {"refs/heads/comes/1", "refs/heads/comes/2/x"})
        update_refs(repository, {{name, std::nullopt, id}}, "", contested);
      for (const std::string name : {"refs/heads/comes/1", "refs/heads/comes/2/x"})
        update_refs(repository, {{name, id, std::nullopt}}, "", contested);
    }
  });
  std::set<std::size_t> sizes;
  for (int i = 0; i < 3'000; ++i) {
    const std::vector<Ref> refs = scratch.repository().list_refs("refs/heads/");
    REQUIRE(std::find(refs.begin(), refs.end(), Ref{"refs/heads/stays", id}) != refs.end());
    sizes.insert(refs.size());
    scratch.repository().read_ref("refs/heads/comes/1");
  }
  CHECK(sizes.size() > 1);  // otherwise nothing was raced
}

}  // namespace repository_refs_test
