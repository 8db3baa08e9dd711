#include "git/git_program.h"

#include <cstdlib>

#include "base/error.h"
#include "base/text.h"
#include "support/catch.h"
#include "support/repository.h"

namespace git_program_test {

using namespace reeve;
using namespace reeve::git;
using reeve::test::Files;
using reeve::test::ScratchRepository;

namespace {

using Names = std::vector<std::string>;

// Twenty lines, so that two far ones can change without a conflict.
std::string text_with(int line, const std::string& change, std::string text = "") {
  if (text.empty())
    for (int i = 0; i < 20; ++i) text += "line " + std::to_string(i) + "\n";
  return line < 0 ? text : replace_all(text, "line " + std::to_string(line) + "\n", change + "\n");
}

struct Story {
  ScratchRepository scratch;
  Repository& repository = scratch.repository();
  Oid base;

  explicit Story(const Files& files) : base(scratch.commit(files, {}, "base")) {}
  MergeResult merged(const Files& ours, const Files& theirs) {
    return merge(repository, scratch.commit(ours, {base}, "ours"), scratch.commit(theirs, {base}, "theirs"));
  }
  std::string file(const MergeResult& result, const std::string& path) {
    return repository.file_at(result.tree, path).value_or("(none)");
  }
};

}  // namespace

TEST_CASE("git runs in the repository that is named, whatever the environment says") {
  ScratchRepository scratch;
  const Oid id = scratch.commit({}, {});
  scratch.set_ref("refs/heads/main", id);
  ::setenv("GIT_DIR", "/nowhere", 1);
  ::setenv("GIT_INDEX_FILE", "/nowhere/index", 1);
  ::setenv("GIT_SSH_COMMAND", "ssh -v", 1);
  const ProcessResult head = run_git(scratch.repository().common_dir(), {"rev-parse", "HEAD"});
  const ProcessResult alias =
      run_git(scratch.repository().common_dir(), {"-c", "alias.show-env=!env", "show-env"});
  for (const char* name : {"GIT_DIR", "GIT_INDEX_FILE", "GIT_SSH_COMMAND"}) ::unsetenv(name);
  CHECK(head.out == id.hex() + "\n");
  CHECK(alias.out.find("GIT_INDEX_FILE") == std::string::npos);
  CHECK(alias.out.find("GIT_SSH_COMMAND=ssh -v\n") != std::string::npos);
  CHECK(alias.out.find("GIT_TERMINAL_PROMPT=0\n") != std::string::npos);
}

TEST_CASE("git's failure is a value, its input is given, its limits hold") {
  ScratchRepository scratch;
  const auto git_dir = scratch.repository().common_dir();
  CHECK(run_git(git_dir, {"rev-parse", "--verify", "nothing"}).exit_code == 128);
  CHECK(run_git(git_dir, {"hash-object", "--stdin"}, {}, "x").out ==
        scratch.repository().write_blob("x").hex() + "\n");
  ProcessLimits limits;
  limits.wall = Milliseconds{200};
  limits.interrupt_grace = limits.terminate_grace = Milliseconds{50};
  CHECK(run_git(git_dir, {"-c", "alias.wait=!sleep 60", "wait"}, limits).end == ProcessEnd::wall_limit);
}

TEST_CASE("a merge is trivial where one side did nothing or both did the same") {
  Story story(Files{{"a", "1"}});
  const Oid changed = story.scratch.commit({{"a", "2"}}, {story.base}, "changed");
  const Oid same = story.scratch.commit({{"a", "2"}}, {story.base}, "the same");
  const Oid empty = story.scratch.commit({{"a", "1"}}, {story.base}, "nothing");
  const Oid tree = story.repository.tree_of(changed);
  for (const auto& [ours, theirs] : std::vector<std::pair<Oid, Oid>>{{changed, changed},
                                                                     {story.base, changed},
                                                                     {changed, story.base},
                                                                     {changed, same},
                                                                     {changed, empty},
                                                                     {empty, changed}}) {
    const MergeResult result = merge(story.repository, ours, theirs);
    CHECK(result.tree == tree);
    CHECK(result.clean());
  }
}

TEST_CASE("far changes in one file merge, and no ref or work tree changes") {
  Story story(Files{{"a", text_with(-1, "")}, {"b/c", "1"}});
  const std::string refs = story.scratch.git({"for-each-ref"});
  const MergeResult result = story.merged({{"a", text_with(2, "ours")}, {"b/c", "1"}},
                                          {{"a", text_with(17, "theirs")}, {"b/c", "1"}, {"b/d", "2"}});
  CHECK(result.clean());
  CHECK(story.file(result, "a") == text_with(17, "theirs", text_with(2, "ours")));
  CHECK(story.file(result, "b/d") == "2");
  CHECK(story.scratch.git({"for-each-ref"}) == refs);
  CHECK_FALSE(std::filesystem::exists(story.scratch.path() / "a"));
}

TEST_CASE("near changes conflict, and the tree shows both sides") {
  Story story(Files{{"a", "1\n"}, {"b", "1\n"}, {"c", "1\n"}});
  const MergeResult result = story.merged({{"a", "ours\n"}, {"b", "ours\n"}, {"c", "2\n"}},
                                          {{"a", "theirs\n"}, {"b", "theirs\n"}, {"c", "1\n"}});
  CHECK(result.conflicts == Names{"a", "b"});
  const std::string marked = story.file(result, "a");
  CHECK(marked.starts_with("<<<<<<< "));
  CHECK(marked.find("\nours\n=======\ntheirs\n>>>>>>> ") != std::string::npos);
  CHECK(story.file(result, "c") == "2\n");
}

TEST_CASE("two new files of one name conflict, unless they are the same") {
  Story story(Files{{"a", "1"}});
  CHECK(story.merged({{"a", "1"}, {"new", "ours\n"}, {"x", "1"}}, {{"a", "1"}, {"new", "theirs\n"}})
            .conflicts == Names{"new"});
  CHECK(story.merged({{"a", "1"}, {"new", "same\n"}, {"x", "1"}}, {{"a", "1"}, {"new", "same\n"}}).clean());
}

TEST_CASE("a file that one side deleted and the other changed is a conflict") {
  Story story(Files{{"a", text_with(-1, "")}, {"b", "1"}});
  const MergeResult result = story.merged({{"b", "1"}}, {{"a", text_with(3, "theirs")}, {"b", "1"}});
  CHECK(result.conflicts == Names{"a"});
}

TEST_CASE("a change follows a file that the other side renamed") {
  Story story(Files{{"a", text_with(-1, "")}, {"b", "1"}});
  const MergeResult result =
      story.merged({{"moved/a", text_with(-1, "")}, {"b", "1"}}, {{"a", text_with(3, "theirs")}, {"b", "1"}});
  CHECK(result.clean());
  CHECK(story.file(result, "moved/a") == text_with(3, "theirs"));
  CHECK(story.file(result, "a") == "(none)");
}

TEST_CASE("a file where the other side has a folder is a conflict, and names are not quoted") {
  Story story(Files{{"b", "1"}});
  const MergeResult result =
      story.merged({{"b", "1"}, {"földer \"x\"", "ours"}}, {{"b", "1"}, {"földer \"x\"/file", "theirs"}});
  REQUIRE(result.conflicts.size() == 1);
  CHECK(result.conflicts.front().starts_with("földer \"x\""));
}

TEST_CASE(
    "a folder that one side split in two and the other added to is a conflict or a merge, never silence") {
  Story story(Files{{"d/1", text_with(1, "one")}, {"d/2", text_with(2, "two")}, {"b", "1"}});
  const MergeResult result = story.merged(
      {{"x/1", text_with(1, "one")}, {"y/2", text_with(2, "two")}, {"b", "1"}},
      {{"d/1", text_with(1, "one")}, {"d/2", text_with(2, "two")}, {"d/3", "new\n"}, {"b", "1"}});
  const bool is_kept = story.file(result, "d/3") == "new\n";
  CHECK((is_kept || !result.clean()));
}

TEST_CASE("after criss-cross merges one unchanged side is not enough for a shortcut") {
  ScratchRepository scratch;
  Repository& repository = scratch.repository();
  const Oid root = scratch.commit({{"f", "0\n"}}, {}, "root");
  const Oid a = scratch.commit({{"f", "a\n"}}, {root}, "a");
  const Oid b = scratch.commit({{"f", "b\n"}}, {root}, "b");
  // Both merged both; one decided for a's text, the other for b's. Each tree equals one of the bases'.
  const Oid took_a = scratch.commit({{"f", "a\n"}}, {a, b}, "took a");
  const Oid took_b = scratch.commit({{"f", "b\n"}}, {b, a}, "took b");
  CHECK(merge(repository, took_a, took_b).conflicts == Names{"f"});
}

TEST_CASE("commits without a common ancestor are not merged") {
  ScratchRepository scratch;
  const Oid one = scratch.commit({{"a", "1"}}, {}, "one");
  const Oid two = scratch.commit({{"b", "1"}}, {}, "two");
  CHECK_THROWS_AS(merge(scratch.repository(), one, two), Error);
}

TEST_CASE("a merge does not depend on what is checked out") {
  Story story(Files{{"a", "1\n"}});
  write_file(story.scratch.path() / ".gitattributes", "a merge=union\n");
  CHECK(story.merged({{"a", "ours\n"}}, {{"a", "theirs\n"}}).conflicts == Names{"a"});
}

}  // namespace git_program_test
