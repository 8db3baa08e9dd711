#include "git/work_files.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <set>

#include <cstring>
#include <ctime>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "support/catch.h"
#include "support/child_process.h"
#include "support/repository.h"

namespace work_files_test {

using namespace reeve;
using namespace reeve::test;
using git::FileMode;
using git::Leftovers;
namespace fs = std::filesystem;

namespace {

class World {
 public:
  git::Repository& repository() { return scratch_.repository(); }
  ScratchRepository& scratch() { return scratch_; }
  git::WorkFiles& files() { return files_; }
  const fs::path& tree() { return files_.folder(); }
  const fs::path& place() { return place_.path(); }

  git::Oid commit(const Files& files) { return scratch_.commit(files, {}); }
  git::Oid commit_of(const std::vector<git::TreeEntry>& entries) {
    const git::Signature author{"Test", "test@localhost", {}};
    return repository().write_commit({repository().write_tree(entries), {}, "c\n", author, author});
  }
  git::Oid blob(const std::string& content) { return repository().write_blob(content); }
  void reset(const git::Oid& commit, Leftovers leftovers = Leftovers::remove) {
    files_.reset(commit, leftovers);
  }
  void write(const std::string& path, const std::string& content) {
    make_folders((tree() / path).parent_path());
    write_file(tree() / path, content);
  }

  // What lies on the disk, a line each: "a=content", "a*=content" if it can be run, "a->target", "a/" if it
  // is empty.
  std::string disk() { return disk_under(tree(), ""); }
  // What a snapshot holds, in the same words, and what it left out.
  std::string snapshot(std::uint64_t file_bytes = 20 << 20) {
    const git::Snapshot snapshot = files_.snapshot({file_bytes});
    std::string text = told(snapshot.tree, "");
    for (const std::string& path : snapshot.too_large) text += "too large: " + path + "\n";
    for (const std::string& path : snapshot.nested) text += "nested: " + path + "\n";
    for (const std::string& path : snapshot.unreadable) text += "unreadable: " + path + "\n";
    return text;
  }

 private:
  static std::string disk_under(const fs::path& folder, const std::string& prefix) {
    std::string text;
    std::set<fs::path> sorted;
    for (const auto& entry : fs::directory_iterator(folder)) sorted.insert(entry.path().filename());
    for (const fs::path& name : sorted) text += disk_entry(folder / name, prefix + name.string());
    if (sorted.empty() && !prefix.empty()) return prefix + "\n";
    return text;
  }
  static std::string disk_entry(const fs::path& path, const std::string& name) {
    if (fs::is_symlink(path)) return name + "->" + fs::read_symlink(path).string() + "\n";
    if (fs::is_directory(path)) return disk_under(path, name + "/");
    if (!fs::is_regular_file(path)) return name + " is something else\n";
    const bool runs = (fs::status(path).permissions() & fs::perms::owner_exec) != fs::perms::none;
    return name + (runs ? "*=" : "=") + told(read_file(path));
  }
  static std::string told(std::string content) { return std::string(trim(content)) + "\n"; }
  std::string told(const git::Oid& tree, const std::string& prefix) {
    std::string text;
    for (const git::TreeEntry& entry : repository().read_tree(tree)) {
      const std::string name = prefix + entry.name;
      if (entry.mode == FileMode::tree) text += told(entry.id, name + "/");
      if (entry.mode == FileMode::link) text += name + "->" + repository().read_blob(entry.id) + "\n";
      if (entry.mode == FileMode::blob) text += name + "=" + told(repository().read_blob(entry.id));
      if (entry.mode == FileMode::executable) text += name + "*=" + told(repository().read_blob(entry.id));
      if (entry.mode == FileMode::commit) text += name + " is a submodule\n";
    }
    return text;
  }

  ScratchRepository scratch_{git::Repository::Kind::bare};
  TemporaryFolder place_;
  git::WorkFiles files_{scratch_.repository(), place_.path() / "tree", place_.path() / "index"};
};

}  // namespace

TEST_CASE("the files of a commit are put there, changed, and taken back as a tree") {
  World world;
  world.reset(world.commit({{"a", "1\n"}, {"folder/b", "2\n"}, {"folder/below/c", "3\n"}}));
  CHECK(world.disk() == "a=1\nfolder/b=2\nfolder/below/c=3\n");
  CHECK(world.snapshot() == world.disk());

  world.write("a", "changed\n");
  world.write("new/d", "4\n");
  fs::remove(world.tree() / "folder/b");
  CHECK(world.snapshot() == "a=changed\nfolder/below/c=3\nnew/d=4\n");
  CHECK(world.snapshot() == world.disk());
}

TEST_CASE("a reset makes the files those of the commit, whatever was done to them") {
  World world;
  const git::Oid commit = world.commit({{"a", "1\n"}, {"folder/b", "2\n"}, {".gitignore", "*.o\n"}});
  const std::string clean = ".gitignore=*.o\na=1\nfolder/b=2\n";
  world.reset(commit);
  SECTION("nothing") {}
  SECTION("a file became a folder") {
    fs::remove(world.tree() / "a");
    world.write("a/deep/er", "x");
    CHECK(world.snapshot() == ".gitignore=*.o\na/deep/er=x\nfolder/b=2\n");
  }
  SECTION("a folder became a file") {
    fs::remove_all(world.tree() / "folder");
    world.write("folder", "x");
    CHECK(world.snapshot() == ".gitignore=*.o\na=1\nfolder=x\n");
  }
  SECTION("the executable bit") {
    fs::permissions(world.tree() / "a", fs::perms::owner_all);
    CHECK(world.snapshot() == ".gitignore=*.o\na*=1\nfolder/b=2\n");
  }
  SECTION("ignored files, which are not part of a snapshot") {
    world.write("x.o", "object");
    world.write("built/y.o", "object");
    CHECK(world.snapshot() == clean);
  }
  SECTION("everything is gone, the folder too") {
    fs::remove_all(world.tree());
    CHECK_THROWS_AS(world.snapshot(), Error);
  }
  SECTION("the folder is empty") {
    fs::remove_all(world.tree());
    fs::create_directory(world.tree());
    CHECK(world.snapshot() == "");
  }
  SECTION("names of every kind") {
    world.write(" leading and trailing ", "x");
    world.write("new\nline", "x");
    world.write("-rf", "x");
    world.write("\xff\xfe", "x");
    world.write("übung/日本", "x");
    CHECK(world.snapshot() ==
          " leading and trailing "
          "=x\n-rf=x\n.gitignore=*.o\na=1\nfolder/b=2\nnew\nline=x\nübung/日本=x\n\xff\xfe=x\n");
  }
  world.reset(commit);
  CHECK(world.disk() == clean);
  CHECK(world.snapshot() == clean);
}

TEST_CASE("build output stays where it is asked for") {
  World world;
  const git::Oid commit = world.commit({{"a", "1\n"}, {".gitignore", "*.o\n"}});
  world.reset(commit);
  world.write("x.o", "object");
  world.write("left", "over");
  world.reset(commit, Leftovers::keep_ignored);
  CHECK(world.disk() == ".gitignore=*.o\na=1\nx.o=object\n");
  world.reset(commit);
  CHECK(world.disk() == ".gitignore=*.o\na=1\n");
}

TEST_CASE("a file that is the same keeps its time, and one that was changed in secret is written anew") {
  World world;
  const git::Oid one = world.commit({{"a", "1\n"}, {"b", "1\n"}});
  const git::Oid two = world.commit({{"a", "1\n"}, {"b", "2\n"}});
  world.reset(one);
  const auto time = [&] { return std::filesystem::last_write_time(world.tree() / "a"); };
  const auto before = time();
  world.reset(two);
  CHECK(world.disk() == "a=1\nb=2\n");
  CHECK(time() == before);
  world.write("a", "9\n");
  std::filesystem::last_write_time(world.tree() / "a", before);
  world.reset(two);
  CHECK(world.disk() == "a=1\nb=2\n");
}

TEST_CASE("what a program ignores does not stay, only what the commit does") {
  World world;
  const git::Oid commit = world.commit({{"a", "1\n"}, {".gitignore", "build/\n"}, {"b/c", "2\n"}});
  world.reset(commit);
  world.write("build/x", "object");
  world.write("build/.gitignore", "*");
  world.write("left/.gitignore", "*");
  world.write("left/over", "x");
  world.write("b/.gitignore", "*");
  world.write("b/left", "x");
  world.write(".gitignore", "*");
  world.reset(commit, Leftovers::keep_ignored);
  CHECK(world.disk() == ".gitignore=build/\na=1\nb/c=2\nbuild/.gitignore=*\nbuild/x=object\n");
}

TEST_CASE("from one commit to another, folders and files change places") {
  World world;
  const git::Oid one = world.commit({{"a", "1\n"}, {"b/c", "2\n"}});
  const git::Oid other = world.commit({{"a/d", "3\n"}, {"b", "4\n"}});
  world.reset(one);
  world.reset(other);
  CHECK(world.disk() == "a/d=3\nb=4\n");
  world.reset(one);
  CHECK(world.disk() == "a=1\nb/c=2\n");
  CHECK(world.snapshot() == world.disk());
}

TEST_CASE("a commit without files, and one after it") {
  World world;
  const git::Oid one = world.commit({{"a", "1\n"}, {"b/c", "2\n"}});
  world.reset(one);
  world.reset(world.commit_of({}));
  CHECK(world.disk() == "");
  CHECK(world.snapshot() == "");
  world.reset(one);
  CHECK(world.disk() == "a=1\nb/c=2\n");
}

TEST_CASE("links are kept as links and never followed") {
  World world;
  TemporaryFolder outside;
  write_file(outside.path() / "b", "mine");
  const git::Oid commit = world.commit_of({{"folder", FileMode::tree, world.scratch().tree({{"b", "2\n"}})},
                                           {"link", FileMode::link, world.blob("folder/b")},
                                           {"out", FileMode::link, world.blob(outside.path().string())}});
  const std::string clean = "folder/b=2\nlink->folder/b\nout->" + outside.path().string() + "\n";
  world.reset(commit);
  CHECK(world.disk() == clean);
  CHECK(world.snapshot() == clean);
  SECTION("a folder became a link to a folder outside") {
    fs::remove_all(world.tree() / "folder");
    fs::create_symlink(outside.path(), world.tree() / "folder");
    CHECK(world.snapshot() ==
          "folder->" + outside.path().string() + "\nlink->folder/b\nout->" + outside.path().string() + "\n");
  }
  SECTION("a file became a link to a file outside") {
    fs::remove(world.tree() / "folder/b");
    fs::create_symlink(outside.path() / "b", world.tree() / "folder/b");
    CHECK(world.snapshot() == "folder/b->" + (outside.path() / "b").string() + "\nlink->folder/b\nout->" +
                                  outside.path().string() + "\n");
  }
  SECTION("the work tree became a link") {
    fs::remove_all(world.tree());
    fs::create_symlink(outside.path(), world.tree());
    CHECK_THROWS_AS(world.snapshot(), Error);
  }
  world.reset(commit);
  CHECK(world.disk() == clean);
  CHECK(fs::is_directory(fs::symlink_status(world.tree())));
  CHECK(read_file(outside.path() / "b") == "mine");
  CHECK(std::distance(fs::directory_iterator(outside.path()), {}) == 1);
}

TEST_CASE("a repository inside the work tree is left out, named, and gone with the next reset") {
  World world;
  const git::Oid commit = world.commit({{"a", "1\n"}});
  world.reset(commit);
  git::Repository::create(world.tree() / "inner", git::Repository::Kind::with_work_tree);
  world.write("inner/y", "1");
  ScratchRepository other;
  const git::Oid head = other.commit({{"x", "1"}}, {});
  other.set_ref("refs/heads/main", head);
  fs::create_directories(world.tree() / "deep");
  fs::copy(other.path(), world.tree() / "deep/inner", fs::copy_options::recursive);
  world.write("deep/inner/x", "1");
  CHECK(world.snapshot() == "a=1\nnested: deep/inner/\nnested: inner/\n");
  world.reset(commit);
  CHECK(world.disk() == "a=1\n");
}

TEST_CASE("pipes and sockets are no files, and nobody waits for them") {
  World world;
  const git::Oid commit = world.commit({{"a", "1\n"}, {"b", "2\n"}});
  world.reset(commit);
  fs::remove(world.tree() / "a");
  REQUIRE(::mkfifo((world.tree() / "a").c_str(), 0644) == 0);
  REQUIRE(::mkfifo((world.tree() / "new").c_str(), 0644) == 0);
  REQUIRE(::mkfifo((world.tree() / ".gitignore").c_str(), 0644) == 0);
  REQUIRE(::mkfifo((world.tree() / ".gitattributes").c_str(), 0644) == 0);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = (world.tree() / "socket").string();
  REQUIRE(name.size() < sizeof(address.sun_path));
  std::memcpy(address.sun_path, name.c_str(), name.size());
  REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  CHECK(world.snapshot() == "b=2\n");
  world.reset(commit);
  CHECK(world.disk() == "a=1\nb=2\n");
  ::close(socket);
}

TEST_CASE("a pipe and a socket of an agent that still runs survive a snapshot") {
  World world;
  world.reset(world.commit({{"a", "1\n"}}));
  REQUIRE(::mkfifo((world.tree() / "pipe").c_str(), 0644) == 0);
  CHECK(world.snapshot() == "a=1\n");
  CHECK(fs::is_fifo(world.tree() / "pipe"));
}

TEST_CASE("a folder deeper than a path can be long is an error, and gone with the next reset") {
  World world;
  const git::Oid commit = world.commit({{"a", "1\n"}});
  world.reset(commit);
  ChildProcess deep([&] {
    fs::current_path(world.tree());
    for (int level = 0; level < 3'000; ++level) {
      fs::create_directory("deep");
      fs::current_path("deep");
    }
    write_file("file", "x");
  });
  REQUIRE(deep.wait() == 0);
  CHECK_THROWS_AS(world.snapshot(), Error);
  world.reset(commit);
  CHECK(world.snapshot() == "a=1\n");
}

TEST_CASE("a submodule stays what it is") {
  World world;
  const git::Oid inner = world.commit({{"x", "1\n"}});
  const git::Oid commit =
      world.commit_of({{"a", FileMode::blob, world.blob("1\n")}, {"module", FileMode::commit, inner}});
  world.reset(commit);
  CHECK(world.snapshot() == "a=1\nmodule is a submodule\n");
  world.write("a", "2\n");
  CHECK(world.snapshot() == "a=2\nmodule is a submodule\n");
  world.reset(commit);
  CHECK(world.snapshot() == "a=1\nmodule is a submodule\n");
}

TEST_CASE("line ends follow .gitattributes of the tree, never the person's configuration") {
  World world;
  write_file(world.repository().common_dir() / "config",
             read_file(world.repository().common_dir() / "config") +
                 "[core]\n\tautocrlf = true\n\teol = crlf\n\tfilemode = false\n\tsymlinks = false\n");
  const Files files{{".gitattributes", "*.txt text\n*.bat text eol=crlf\n"},
                    {"a.txt", "one\ntwo\n"},
                    {"b.bat", "one\ntwo\n"},
                    {"c.bin", "one\r\ntwo\r\n"}};
  const git::Oid commit = world.commit(files);
  world.reset(commit);
  CHECK(read_file(world.tree() / "a.txt") == "one\ntwo\n");
  CHECK(read_file(world.tree() / "b.bat") == "one\r\ntwo\r\n");
  CHECK(read_file(world.tree() / "c.bin") == "one\r\ntwo\r\n");
  CHECK(world.files().snapshot({}).tree == world.repository().tree_of(commit));
  world.write("c.bin", "ONE\r\ntwo\r\n");
  world.write("b.bat", "ONE\r\ntwo\r\n");
  fs::permissions(world.tree() / "a.txt", fs::perms::owner_all);
  CHECK(
      world.snapshot() ==
      ".gitattributes=*.txt text\n*.bat text eol=crlf\na.txt*=one\ntwo\nb.bat=ONE\ntwo\nc.bin=ONE\r\ntwo\n");
}

TEST_CASE("a file that is too large is named and not read") {
  World world;
  const git::Oid commit = world.commit({{"a", "1\n"}, {"b", "2\n"}});
  world.reset(commit);
  world.write("huge", "");
  fs::resize_file(world.tree() / "huge", 500 << 20);
  fs::resize_file(world.tree() / "b", 600 << 20);
  const std::clock_t start = std::clock();
  CHECK(world.snapshot() == "a=1\nb=2\ntoo large: b (600 MB)\ntoo large: huge (500 MB)\n");
  // Reading and hashing half a gigabyte takes more than a second of processor time.
  CHECK(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC < 0.3);
  world.reset(commit);
  CHECK(world.disk() == "a=1\nb=2\n");
}

TEST_CASE("an edit that keeps size and second is seen, right after a reset and right after a snapshot") {
  World world;
  const git::Oid commit = world.commit({{"a", "0000\n"}});
  for (int round = 1000; round < 1100; ++round) {
    world.reset(commit);
    world.write("a", std::to_string(round) + "\n");
    REQUIRE(world.snapshot() == "a=" + std::to_string(round) + "\n");
    world.write("a", std::to_string(round + 1) + "\n");
    REQUIRE(world.snapshot() == "a=" + std::to_string(round + 1) + "\n");
    world.reset(commit);
    REQUIRE(read_file(world.tree() / "a") == "0000\n");
  }
}

TEST_CASE("nothing that a workspace's .git or attributes name is run or followed") {
  World world;
  const git::Oid commit = world.commit({{"a", "1\n"}});
  const fs::path marker = world.place() / "marker";
  const std::string program = world.place() / "evil";
  write_file(program, "#!/bin/sh\necho \"$0 $*\" >> " + marker.string() + "\ncat\n");
  fs::permissions(program, fs::perms::owner_all);
  world.reset(commit);
  git::write_borrowing_repository(world.repository(), world.tree(), commit, world.files().index());
  SECTION("filters, a file system monitor and hooks") {
    for (const char* hook : {"post-checkout", "post-index-change", "pre-commit", "reference-transaction"}) {
      make_folders(world.tree() / ".git/hooks");
      fs::copy_file(program, world.tree() / ".git/hooks" / hook);
    }
    write_file(world.tree() / ".git/config",
               "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = " + program +
                   "\n\thooksPath = " + world.place().string() + "\n[filter \"evil\"]\n\tclean = " + program +
                   "\n\tsmudge = " + program + "\n\tprocess = " + program + "\n\trequired = true\n");
    world.write(".gitattributes", "* filter=evil\n");
    CHECK(world.snapshot() == ".gitattributes=* filter=evil\na=1\n");
  }
  SECTION("another work tree") {
    TemporaryFolder other;
    write_file(other.path() / "a", "other");
    write_file(world.tree() / ".git/config",
               "[core]\n\trepositoryformatversion = 0\n\tworktree = " + other.path().string() + "\n");
    CHECK(world.snapshot() == "a=1\n");
    world.reset(commit);
    CHECK(read_file(other.path() / "a") == "other");
  }
  SECTION("a link to the lender's own repository") {
    fs::remove_all(world.tree() / ".git");
    fs::create_symlink(world.repository().common_dir(), world.tree() / ".git");
    CHECK(world.snapshot() == "a=1\n");
    CHECK(git::read_untrusted_head(world.tree()) == std::nullopt);
  }
  SECTION("a file that names the lender's repository") {
    fs::remove_all(world.tree() / ".git");
    write_file(world.tree() / ".git", "gitdir: " + world.repository().common_dir().string() + "\n");
    CHECK(world.snapshot() == "a=1\n");
    CHECK(git::read_untrusted_head(world.tree()) == std::nullopt);
  }
  const std::string config = read_file(world.repository().common_dir() / "config");
  world.reset(commit);
  git::write_borrowing_repository(world.repository(), world.tree(), commit, world.files().index());
  CHECK(fs::is_directory(fs::symlink_status(world.tree() / ".git")));
  CHECK_FALSE(fs::exists(marker));
  CHECK(read_file(world.repository().common_dir() / "config") == config);
  CHECK(world.repository().exists(commit));
  CHECK_FALSE(fs::exists(world.tree() / ".git/hooks"));
  CHECK(git::read_untrusted_head(world.tree()) == commit);
}

TEST_CASE("the workspace's own repository is one that git works with, and it cannot touch the lender") {
  World world;
  const git::Oid commit = world.commit({{"a", "1\n"}, {"folder/b", "2\n"}});
  world.reset(commit);
  git::write_borrowing_repository(world.repository(), world.tree(), commit, world.files().index());
  const auto git_there = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"-C", world.tree().string()});
    return world.scratch().git(arguments);
  };
  CHECK(git_there({"status", "--porcelain", "--branch"}) == "## task\n");
  CHECK(git_there({"fsck", "--no-progress"}) == "");
  world.write("a", "2\n");
  CHECK(git_there({"status", "--porcelain"}) == " M a\n");
  git_there({"commit", "--quiet", "-am", "own"});
  const auto head = git::read_untrusted_head(world.tree());
  REQUIRE(head);
  CHECK(head->hex() + "\n" == git_there({"rev-parse", "HEAD"}));
  CHECK_FALSE(world.repository().exists(*head));
  CHECK(world.repository().list_refs("refs/").empty());
}

TEST_CASE("HEAD is understood as a plain file, or not at all") {
  World world;
  const git::Oid commit = world.commit({{"a", "1\n"}});
  world.reset(commit);
  const fs::path git_dir = world.tree() / ".git";
  const auto head_is = [&](const std::string& text) {
    write_file(git_dir / "HEAD", text);
    return git::read_untrusted_head(world.tree());
  };
  git::write_borrowing_repository(world.repository(), world.tree(), commit, world.files().index());
  CHECK(head_is("ref: refs/heads/task\n") == commit);
  CHECK(head_is(commit.hex() + "\n") == commit);
  CHECK(head_is("") == std::nullopt);
  CHECK(head_is("garbage") == std::nullopt);
  CHECK(head_is("ref: refs/heads/none") == std::nullopt);
  CHECK(head_is("ref: refs/heads/../../HEAD") == std::nullopt);
  CHECK(head_is("ref: /etc/passwd") == std::nullopt);
  CHECK(head_is(std::string(1 << 20, 'a')) == std::nullopt);
  fs::remove(git_dir / "HEAD");
  REQUIRE(::mkfifo((git_dir / "HEAD").c_str(), 0644) == 0);
  CHECK(git::read_untrusted_head(world.tree()) == std::nullopt);
}

TEST_CASE("a lock or damage that a killed process left in our index does not stop us") {
  World world;
  const git::Oid commit = world.commit({{"a", "1\n"}});
  world.reset(commit);
  write_file(world.files().index().string() + ".lock", "");
  CHECK(world.snapshot() == "a=1\n");
  write_file(world.files().index(), "DIRC garbage");
  CHECK(world.snapshot() == "a=1\n");
  write_file(world.files().index(), "");
  world.write("left", "over");
  world.reset(commit);
  CHECK(world.disk() == "a=1\n");
}

}  // namespace work_files_test
