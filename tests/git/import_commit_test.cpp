#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "git/git_program.h"
#include "support/catch.h"
#include "support/repository.h"

namespace import_commit_test {

using namespace reeve;
using namespace reeve::git;
using reeve::test::ScratchRepository;

namespace {

namespace fs = std::filesystem;
constexpr Milliseconds limit{20'000};

// A hub, and a repository in which an agent made a commit and everything else it wanted. Whatever of it is
// run leaves a file in `marks`.
struct Story {
  ScratchRepository hub{Repository::Kind::bare};
  ScratchRepository agent;
  TemporaryFolder marks;
  TemporaryFolder scripts;
  Oid base = hub.commit({{"a", "1"}}, {}, "base");
  Oid work;

  Story() {
    hub.set_ref("refs/heads/main", base);
    fs::create_directories(git_path("objects/info"));
    write_file(git_path("objects/info/alternates"), (hub.path() / "objects").string() + "\n");
    work = Repository::open(agent.path()).write_commit(commit_of({{"a", "2"}, {"b", "new"}}, base));
    agent.set_ref("refs/heads/main", work);
  }

  CommitData commit_of(const test::Files& files, const Oid& parent) {
    const Signature who{"Agent", "agent@localhost", {}};
    return {agent.tree(files), {parent}, "work", who, who};
  }
  fs::path git_path(const std::string& name) const { return agent.path() / ".git" / name; }
  // A program that says that it was run, as a path and as a command line.
  std::string marker(const std::string& name) const {
    const fs::path script = scripts.path() / (name + ".sh");
    write_file(script, "#!/bin/sh\ntouch '" + (marks.path() / name).string() + "'\nexit 1\n");
    fs::permissions(script, fs::perms::owner_all);
    return script;
  }
  void configure(const std::string& text) {
    write_file(git_path("config"), read_file(git_path("config")) + text);
  }
  bool import(Milliseconds wall = limit) { return import_commit(hub.repository(), git_path(""), work, wall); }
  std::vector<std::string> what_was_run() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(marks.path())) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
  fs::path loose_object(const Oid& id) const {
    return git_path("objects/" + id.hex().substr(0, 2) + "/" + id.hex().substr(2));
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("an agent's commit arrives with everything it needs, and changes no ref") {
  Story story;
  const std::vector<Ref> refs = story.hub.repository().list_refs("refs/");
  REQUIRE(story.import());
  CHECK(story.hub.files_of(story.work) == test::Files{{"a", "2"}, {"b", "new"}});
  CHECK(story.hub.repository().read_commit(story.work).parents == std::vector{story.base});
  CHECK(story.hub.repository().list_refs("refs/") == refs);
  CHECK_FALSE(fs::exists(story.hub.path() / "FETCH_HEAD"));
  story.hub.set_ref("refs/heads/imported", story.work);
  CHECK(story.hub.git({"fsck", "--connectivity-only"}) == "");
  CHECK(story.import());  // again, now that it is there
}

TEST_CASE("a commit that no branch names arrives too") {
  Story story;
  story.work = story.agent.repository().write_commit(story.commit_of({{"c", "3"}}, story.work));
  CHECK(story.import());
}

TEST_CASE("nothing that a hostile repository names is run") {
  Story story;
  const auto hooks = story.git_path("hooks");
  fs::create_directories(hooks);
  for (const char* hook : {"pre-auto-gc", "post-checkout", "reference-transaction", "post-index-change",
                           "pre-receive", "post-update", "fsmonitor-watchman", "post-merge", "proc-receive"})
    fs::copy_file(story.marker("hook"), hooks / hook, fs::copy_options::overwrite_existing);
  story.configure(
      "[core]\n\thooksPath = " + hooks.string() + "\n\tfsmonitor = " + story.marker("fsmonitor") +
      "\n\tsshCommand = " + story.marker("ssh") + "\n\tgitProxy = " + story.marker("proxy") +
      "\n\talternateRefsCommand = " + story.marker("alternates") + "\n\tpager = " + story.marker("pager") +
      "\n\teditor = " + story.marker("editor") + "\n\taskPass = " + story.marker("askpass") +
      "\n[uploadpack]\n\tpackObjectsHook = " + story.marker("pack-objects") +
      "\n[filter \"evil\"]\n\tclean = " + story.marker("clean") + "\n\tsmudge = " + story.marker("smudge") +
      "\n\tprocess = " + story.marker("process") + "\n[diff]\n\texternal = " + story.marker("diff") +
      "\n[gpg]\n\tprogram = " + story.marker("gpg") + "\n[credential]\n\thelper = !" +
      story.marker("credential") + "\n[alias]\n\tupload-pack = !" + story.marker("alias") +
      "\n\tpack-objects = !" + story.marker("alias") + "\n");
  write_file(story.git_path("info/attributes"), "* filter=evil\n");
  CHECK(story.import());
  CHECK(story.what_was_run() == Names{});
}

TEST_CASE("an object that a hostile repository would fetch by a program is not fetched") {
  Story story;
  const Oid blob = story.agent.repository().entry_at(story.agent.repository().tree_of(story.work), "b")->id;
  fs::remove(story.loose_object(blob));
  for (const std::string& url :
       Names{"ext::" + story.marker("ext"), "ssh://localhost/x", "git://localhost/x"}) {
    story.configure(
        "[core]\n\trepositoryformatversion = 1\n\tsshCommand = " + story.marker("ssh") +
        "\n\tgitProxy = " + story.marker("proxy") +
        "\n[extensions]\n\tpartialClone = origin\n[protocol]\n\tallow = always\n[remote \"origin\"]\n\t" +
        "promisor = true\n\tpartialclonefilter = blob:none\n\tuploadpack = " + story.marker("uploadpack") +
        "\n\turl = " + url + "\n");
    CHECK_FALSE(story.import());
    CHECK(story.what_was_run() == Names{});
  }
}

TEST_CASE("the traps of these tests do catch a git that is not careful") {
  Story story;
  const Oid blob = story.agent.repository().entry_at(story.agent.repository().tree_of(story.work), "b")->id;
  fs::remove(story.loose_object(blob));
  story.configure(
      "[core]\n\trepositoryformatversion = 1\n\tfsmonitor = " + story.marker("fsmonitor") +
      "\n[extensions]\n\tpartialClone = origin\n[protocol]\n\tallow = always\n[remote \"origin\"]\n\t" +
      "promisor = true\n\turl = ext::" + story.marker("ext") + "\n");
  run_git(story.git_path(""), {"cat-file", "-p", blob.hex()});
  run_git(story.git_path(""), {"status"});
  CHECK(story.what_was_run() == Names{"ext", "fsmonitor"});
}

TEST_CASE("a commit that is not there, or not whole, or not a commit is not imported") {
  Story story;
  const Oid tree = story.agent.repository().tree_of(story.work);
  const Oid commit = std::exchange(story.work, *Oid::parse(std::string(40, '1')));
  CHECK_FALSE(story.import());
  CHECK_FALSE(import_commit(story.hub.repository(), story.marks.path(), commit, limit));
  CHECK_FALSE(import_commit(story.hub.repository(), story.marks.path() / "nothing", commit, limit));
  fs::rename(story.loose_object(tree), story.marks.path() / "tree");
  story.work = commit;
  CHECK_FALSE(story.import());
  fs::rename(story.marks.path() / "tree", story.loose_object(tree));
  story.work = tree;
  CHECK_FALSE(story.import());
  story.work = commit;
  CHECK(story.import());
}

TEST_CASE("a commit with a name in it that would write into .git is not imported") {
  Story story;
  const Oid blob = story.agent.repository().write_blob("x");
  std::string entry = "100644 .git";
  entry += '\0';
  entry.append(blob.bytes().begin(), blob.bytes().end());
  write_file(story.marks.path() / "tree", entry);
  const std::string tree = story.agent.git(
      {"hash-object", "-w", "--literally", "-t", "tree", (story.marks.path() / "tree").string()});
  const std::string commit =
      story.agent.git({"commit-tree", "-p", story.base.hex(), "-m", "x", std::string(trim(tree))});
  story.work = *Oid::parse(trim(commit));
  CHECK_FALSE(story.import());
  CHECK_FALSE(story.hub.repository().exists(story.work));
}

TEST_CASE("a git folder that is a file or a link leads nowhere") {
  Story story;
  const auto real = story.agent.path() / "elsewhere";
  fs::rename(story.agent.path() / ".git", real);
  fs::create_directory_symlink(real, story.agent.path() / ".git");
  CHECK_FALSE(import_commit(story.hub.repository(), story.agent.path() / ".git", story.work, limit));
  fs::remove(story.agent.path() / ".git");
  write_file(story.agent.path() / ".git", "gitdir: " + real.string() + "\n");
  CHECK_FALSE(import_commit(story.hub.repository(), story.agent.path() / ".git", story.work, limit));
  CHECK(import_commit(story.hub.repository(), real, story.work, limit));
}

TEST_CASE("a git folder within the git folder, or a pointer to another one, is not followed") {
  Story story;
  ScratchRepository other;
  const Oid secret = other.commit({{"secret", "x"}}, {});
  other.set_ref("refs/heads/main", secret);
  fs::copy(other.path() / ".git", story.git_path(".git"), fs::copy_options::recursive);
  CHECK_FALSE(import_commit(story.hub.repository(), story.git_path(""), secret, limit));
  CHECK(story.import());
  write_file(story.git_path("commondir"), (other.path() / ".git").string() + "\n");
  CHECK_FALSE(import_commit(story.hub.repository(), story.git_path(""), secret, limit));
}

TEST_CASE("pipes in the place of files end the import at its limit") {
  for (const std::string trap : {"object", "config", "HEAD", "packed-refs"}) {
    INFO(trap);
    Story story;
    const fs::path path = trap == "object" ? story.loose_object(story.work) : story.git_path(trap);
    fs::remove(path);
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    const auto start = std::chrono::steady_clock::now();
    CHECK_FALSE(story.import(Milliseconds{700}));
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
  }
}

TEST_CASE("a shallow repository cannot make the hub shallow") {
  Story story;
  const Oid middle = story.agent.repository().write_commit(story.commit_of({{"c", "1"}}, story.work));
  story.work = story.agent.repository().write_commit(story.commit_of({{"c", "2"}}, middle));
  write_file(story.git_path("shallow"), middle.hex() + "\n");
  CHECK_FALSE(story.import());
  CHECK_FALSE(fs::exists(story.hub.path() / "shallow"));
}

}  // namespace import_commit_test
