#include "git/ref_transaction.h"

#include "base/error.h"
#include "support/catch.h"
#include "support/repository.h"

namespace ref_transaction_test {

using namespace reeve;
using namespace reeve::git;
using reeve::test::ScratchRepository;

namespace {

using Names = std::vector<std::string>;
using Result = RefTransactionResult;
constexpr std::nullopt_t absent = std::nullopt;

struct Story {
  ScratchRepository scratch;
  Oid one = scratch.commit({{"a", "1"}}, {});
  Oid two = scratch.commit({{"a", "2"}}, {one});
  Repository& repository = scratch.repository();
  Names contested;

  Result apply(const std::vector<RefUpdate>& updates) {
    return update_refs(repository, updates, "story", contested);
  }
  std::filesystem::path git_path(const std::string& name) const { return scratch.path() / ".git" / name; }
  // "name=1 …" for all refs, 1 and 2 being the two commits.
  std::string refs() const {
    std::string text;
    for (const Ref& ref : repository.list_refs("refs/"))
      text += ref.name.substr(5) + "=" + (ref.id == one ? "1 " : "2 ");
    return text;
  }
};

std::string refusal(Story& story, const std::vector<RefUpdate>& updates) {
  try {
    story.apply(updates);
  } catch (const Error& error) {
    return error.kind() == ErrorKind::invalid ? error.what() : "another kind";
  }
  return "";
}

}  // namespace

TEST_CASE("a transaction creates, updates, deletes and compares together") {
  Story story;
  REQUIRE(story.apply({{"refs/heads/a", absent, story.one},
                       {"refs/heads/b", absent, story.one},
                       {"refs/heads/c", absent, story.one}}) == Result::applied);
  CHECK(story.refs() == "heads/a=1 heads/b=1 heads/c=1 ");
  REQUIRE(story.apply({{"refs/heads/a", story.one, story.two},
                       {"refs/heads/b", story.one, absent},
                       {"refs/heads/c", story.one, story.one},
                       {"refs/heads/d", absent, absent},
                       {"refs/notes/deep/e", absent, story.two}}) == Result::applied);
  CHECK(story.refs() == "heads/a=2 heads/c=1 notes/deep/e=2 ");
  CHECK(story.contested.empty());
  CHECK(story.apply({}) == Result::applied);
  CHECK(story.scratch.git({"for-each-ref", "--format=%(refname) %(objectname)"}) ==
        "refs/heads/a " + story.two.hex() + "\nrefs/heads/c " + story.one.hex() + "\nrefs/notes/deep/e " +
            story.two.hex() + "\n");
}

TEST_CASE("one ref that is not as expected stops all of them and is named") {
  Story story;
  story.scratch.set_ref("refs/heads/a", story.one);
  story.scratch.set_ref("refs/heads/b", story.one);
  const std::vector<RefUpdate> wrong_value{{"refs/heads/a", story.one, story.two},
                                           {"refs/heads/b", story.two, story.one}};
  CHECK(story.apply(wrong_value) == Result::mismatch);
  CHECK(story.contested == Names{"refs/heads/b"});
  CHECK(story.apply({{"refs/heads/a", absent, story.two}, {"refs/heads/x", absent, story.two}}) ==
        Result::mismatch);
  CHECK(story.contested == Names{"refs/heads/a"});
  CHECK(story.apply({{"refs/heads/gone", story.one, absent}, {"refs/heads/a", story.one, absent}}) ==
        Result::mismatch);
  CHECK(story.contested == Names{"refs/heads/gone"});
  CHECK(story.apply({{"refs/heads/a", story.two, story.two}, {"refs/heads/b", story.one, story.two}}) ==
        Result::mismatch);
  CHECK(story.apply({{"refs/heads/a", absent, absent}, {"refs/heads/b", story.one, story.two}}) ==
        Result::mismatch);
  CHECK(story.refs() == "heads/a=1 heads/b=1 ");
  CHECK(story.apply({{"refs/heads/a", story.one, story.two}}) == Result::applied);  // no lock is left
  CHECK(story.contested.empty());
}

TEST_CASE("a ref that somebody holds locked stops all of them and is named") {
  Story story;
  story.scratch.set_ref("refs/heads/a", story.one);
  write_file(story.git_path("refs/heads/b.lock"), "");
  CHECK(story.apply({{"refs/heads/a", story.one, story.two}, {"refs/heads/b", absent, story.two}}) ==
        Result::locked);
  CHECK(story.contested == Names{"refs/heads/b"});
  CHECK(story.refs() == "heads/a=1 ");
  std::filesystem::remove(story.git_path("refs/heads/b.lock"));

  write_file(story.git_path("packed-refs.lock"), "");
  CHECK(story.apply({{"refs/heads/a", story.one, absent}}) == Result::locked);
  CHECK(story.contested == Names{"packed-refs"});
  CHECK(story.apply({{"refs/heads/a", story.one, story.two}}) == Result::applied);  // writes nothing there
}

TEST_CASE("before_write sees everything locked and nothing written, and can call it off") {
  Story story;
  story.scratch.set_ref("refs/heads/a", story.one);
  const std::vector<RefUpdate> updates{{"refs/heads/a", story.one, story.two},
                                       {"refs/heads/b", absent, story.two}};
  bool is_locked = false;
  const auto call_off = [&] {
    is_locked = std::filesystem::exists(story.git_path("refs/heads/a.lock")) &&
                std::filesystem::exists(story.git_path("refs/heads/b.lock"));
    throw Error(ErrorKind::interrupted, "called off");
  };
  CHECK_THROWS_AS(update_refs(story.repository, updates, "", story.contested, call_off), Error);
  CHECK(is_locked);
  CHECK(story.refs() == "heads/a=1 ");
  bool was_called = false;
  story.scratch.set_ref("refs/heads/b", story.one);
  CHECK(update_refs(story.repository, updates, "", story.contested, [&] { was_called = true; }) ==
        Result::mismatch);
  CHECK_FALSE(was_called);
}

TEST_CASE("refs are written in the order of the list") {
  Story story;
  // The second one cannot be written: something that is no folder of refs took its place meanwhile.
  const auto block_second = [&] {
    make_folders(story.git_path("refs/heads/a-second"));
    write_file(story.git_path("refs/heads/a-second/file"), "");
  };
  CHECK_THROWS_AS(update_refs(story.repository,
                              {{"refs/heads/z-first", absent, story.one},
                               {"refs/heads/a-second", absent, story.one},
                               {"refs/heads/b-third", absent, story.one}},
                              "", story.contested, block_second),
                  Error);
  std::filesystem::remove_all(story.git_path("refs/heads/a-second"));
  CHECK(story.refs() == "heads/z-first=1 ");
}

TEST_CASE("packed refs are updated and deleted, and their neighbours stay") {
  Story story;
  for (const char* name : {"refs/heads/a", "refs/heads/b", "refs/heads/c", "refs/heads/d"})
    story.scratch.set_ref(name, story.one);
  story.scratch.git({"tag", "-a", "-m", "annotated", "v1", story.one.hex()});
  story.scratch.git({"pack-refs", "--all"});
  story.scratch.set_ref("refs/heads/b", story.two);  // packed, with a newer value in a file
  story.scratch.set_ref("refs/heads/e", story.one);  // only a file
  REQUIRE(story.apply({{"refs/heads/d", story.one, story.two},
                       {"refs/heads/a", story.one, absent},
                       {"refs/heads/b", story.two, absent},
                       {"refs/heads/e", story.one, absent}}) == Result::applied);
  CHECK(story.scratch.git({"for-each-ref", "--format=%(refname) %(*objectname)"}) ==
        "refs/heads/c \nrefs/heads/d \nrefs/tags/v1 " + story.one.hex() + "\n");
  CHECK(story.repository.read_ref("refs/heads/d") == story.two);
  CHECK_FALSE(std::filesystem::exists(story.git_path("packed-refs.lock")));
  story.scratch.git({"pack-refs", "--all"});
  CHECK(story.scratch.git({"fsck"}) == "");
}

TEST_CASE("names that cannot be are refused before anything is locked") {
  Story story;
  story.scratch.set_ref("refs/heads/a", story.one);
  story.scratch.set_ref("refs/heads/packed/below", story.one);
  story.scratch.git({"pack-refs", "--all"});
  story.scratch.set_ref("refs/heads/loose/below", story.one);
  story.scratch.git({"symbolic-ref", "refs/heads/symbolic", "refs/heads/a"});

  CHECK(refusal(story, {{"refs/heads/x y", absent, story.one}}) == "'refs/heads/x y' is no name for a ref");
  CHECK(refusal(story, {{"HEAD", story.one, story.two}}) == "'HEAD' is no name for a ref");
  CHECK(refusal(story, {{"refs/heads/../../config", absent, story.one}}) != "");
  CHECK(refusal(story, {{"refs/heads/x", absent, story.one}, {"refs/heads/x", absent, story.two}}) ==
        "refs/heads/x is named twice in one transaction");
  CHECK(refusal(story, {{"refs/heads/x/y", absent, story.one}, {"refs/heads/x", absent, story.one}}) ==
        "refs/heads/x/y and refs/heads/x cannot both exist: one would be a file and the other a folder");
  CHECK(refusal(story, {{"refs/heads/a/b/c", absent, story.one}})
            .starts_with("refs/heads/a/b/c and refs/heads/a "));
  CHECK(refusal(story, {{"refs/heads/packed", absent, story.one}})
            .starts_with("refs/heads/packed and refs/heads/packed/below "));
  CHECK(refusal(story, {{"refs/heads/loose", absent, story.one}})
            .starts_with("refs/heads/loose and refs/heads/loose/below "));
  CHECK(refusal(story, {{"refs/heads/symbolic", story.one, story.two}}) ==
        "refs/heads/symbolic is a symbolic ref and cannot be updated");
  const Oid missing = *Oid::parse(std::string(40, '1'));
  CHECK(refusal(story, {{"refs/heads/x", absent, missing}}) ==
        "refs/heads/x cannot be set to " + missing.hex() + ": no such object");
  CHECK(story.refs() == "heads/a=1 heads/loose/below=1 heads/packed/below=1 heads/symbolic=1 ");
}

TEST_CASE("folders of refs that are gone are no hindrance") {
  Story story;
  REQUIRE(story.apply({{"refs/heads/x/y/z", absent, story.one}}) == Result::applied);
  REQUIRE(story.apply({{"refs/heads/x/y/z", story.one, absent}}) == Result::applied);
  CHECK_FALSE(std::filesystem::exists(story.git_path("refs/heads/x")));
  CHECK_FALSE(std::filesystem::exists(story.git_path("logs/refs/heads/x")));
  CHECK(std::filesystem::exists(story.git_path("refs/heads")));
  make_folders(story.git_path("refs/heads/x/empty/too"));
  REQUIRE(story.apply({{"refs/heads/x", absent, story.one}}) == Result::applied);
  CHECK(story.refs() == "heads/x=1 ");
}

TEST_CASE("branches keep a reflog as git does, HEAD too, and lose it when deleted") {
  Story story;
  REQUIRE(story.apply({{"refs/heads/main", absent, story.one}}) == Result::applied);
  REQUIRE(story.apply({{"refs/heads/main", story.one, story.two}}) == Result::applied);
  CHECK(story.scratch.git({"reflog", "show", "--format=%gd %H %gn %gs", "main"}) ==
        "main@{0} " + story.two.hex() + " Test story\nmain@{1} " + story.one.hex() + " Test story\n");
  CHECK(story.scratch.git({"rev-parse", "HEAD@{1}"}) == story.one.hex() + "\n");
  REQUIRE(story.apply({{"refs/heads/main", story.two, absent}}) == Result::applied);
  CHECK_FALSE(std::filesystem::exists(story.git_path("logs/refs/heads/main")));
}

TEST_CASE("a bare repository keeps no reflog unless it is configured") {
  ScratchRepository scratch(Repository::Kind::bare);
  const Oid id = scratch.commit({}, {});
  scratch.set_ref("refs/heads/a", id);
  CHECK_FALSE(std::filesystem::exists(scratch.path() / "logs"));
  scratch.git({"config", "core.logAllRefUpdates", "always"});
  scratch.set_ref("refs/other/b", id);
  CHECK(std::filesystem::exists(scratch.path() / "logs/refs/other/b"));
}

TEST_CASE("two thousand refs fit into one transaction") {
  Story story;
  std::vector<RefUpdate> creates;
  std::vector<RefUpdate> deletes;
  for (int i = 0; i < 2'000; ++i) {
    creates.push_back({"refs/heads/many/" + std::to_string(i), absent, story.one});
    deletes.push_back({"refs/heads/many/" + std::to_string(i), story.one, absent});
  }
  REQUIRE(story.apply(creates) == Result::applied);
  CHECK(story.repository.list_refs("refs/heads/many/").size() == 2'000);
  story.scratch.git({"pack-refs", "--all"});
  CHECK(story.repository.list_refs("refs/heads/many/").size() == 2'000);
  REQUIRE(story.apply(deletes) == Result::applied);
  CHECK(story.refs() == "");
}

}  // namespace ref_transaction_test
