#include "git/repository.h"

#include <unistd.h>

#include <cstdlib>
#include <functional>

#include "base/error.h"
#include "base/text.h"
#include "support/catch.h"
#include "support/repository.h"

namespace repository_test {

using namespace reeve;
using namespace reeve::git;
using reeve::test::ScratchRepository;

namespace {

// An environment variable for the length of a test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

std::optional<ErrorKind> kind_of_failure(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.kind();
  }
  return std::nullopt;
}

std::string message_of_failure(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a repository is opened by its work tree, its git folder, or from a folder inside") {
  ScratchRepository scratch;
  const auto inside = scratch.path() / "lib" / "base";
  make_folders(inside);
  std::vector<Repository> ways;
  ways.push_back(Repository::open(scratch.path()));
  ways.push_back(Repository::open(scratch.path() / ".git"));
  ways.push_back(Repository::discover(inside));
  for (const Repository& repository : ways) {
    CHECK(repository.common_dir() == scratch.path() / ".git");
    CHECK(repository.git_dir() == scratch.path() / ".git");
    CHECK(repository.work_tree() == scratch.path());
    CHECK(repository.head_branch() == "refs/heads/main");
  }
}

TEST_CASE("open does not look into the folders above, discover does not find what is not there") {
  ScratchRepository scratch;
  make_folders(scratch.path() / "lib");
  CHECK(kind_of_failure([&] { Repository::open(scratch.path() / "lib"); }) == ErrorKind::not_found);
  TemporaryFolder elsewhere;
  CHECK(kind_of_failure([&] { Repository::discover(elsewhere.path()); }) == ErrorKind::not_found);
}

TEST_CASE("a bare repository has no work tree, and is not made twice") {
  ScratchRepository scratch(Repository::Kind::bare);
  CHECK_FALSE(scratch.repository().work_tree());
  CHECK(scratch.repository().common_dir() == scratch.path());
  CHECK(kind_of_failure([&] { Repository::create(scratch.path(), Repository::Kind::bare); }) ==
        ErrorKind::git);
}

TEST_CASE("a repository in a format that cannot be read is refused with the reason") {
  ScratchRepository scratch;
  const auto config = scratch.path() / ".git" / "config";
  const std::string plain =
      replace_all(read_file(config), "repositoryformatversion = 0", "repositoryformatversion = 1");
  for (const std::string extension :
       {"objectFormat = sha256", "refStorage = reftable", "partialClone = origin"}) {
    write_file(config, plain + "[extensions]\n\t" + extension + "\n");
    const std::string message = message_of_failure([&] { Repository::open(scratch.path()); });
    INFO(message);
    CHECK(message.starts_with("repository " + scratch.path().string() +
                              " has a format that Reeve cannot read"));
  }
}

TEST_CASE("a repository of another user is refused as git refuses it") {
  ScratchRepository scratch;
  // Only root can give a folder away, and this machine may be set up to trust every folder.
  if (::geteuid() != 0 || scratch.repository().config("safe.directory")) return;
  for (const auto& path : {scratch.path(), scratch.path() / ".git"})
    REQUIRE(::chown(path.c_str(), 65534, 65534) == 0);
  const std::string expected = "repository " + scratch.path().string() + " belongs to another user";
  CHECK(message_of_failure([&] { Repository::open(scratch.path()); }) == expected);
  CHECK(message_of_failure([&] { Repository::discover(scratch.path()); }) == expected);
}

TEST_CASE("configuration is read as it is now") {
  ScratchRepository scratch;
  CHECK(scratch.repository().config("user.name") == "Test");
  CHECK_FALSE(scratch.repository().config("reeve.nothing"));
  CHECK_FALSE(scratch.repository().config("no key"));
  scratch.git({"config", "reeve.nothing", "something"});
  CHECK(scratch.repository().config("reeve.nothing") == "something");
}

TEST_CASE("the person is the committer of the environment, else of the configuration") {
  ScratchRepository scratch;
  const TimePoint when{Milliseconds{1'800'000'000'000}};
  CHECK(scratch.repository().person(when)->name == "Test");
  CHECK(scratch.repository().person(when)->email == "test@localhost");
  const Variable author("GIT_AUTHOR_NAME", "Author");
  CHECK(scratch.repository().person(when)->name == "Test");
  const Variable name("GIT_COMMITTER_NAME", "Committer");
  CHECK(scratch.repository().person(when)->name == "Committer");
  CHECK(scratch.repository().person(when)->email == "test@localhost");
  CHECK(scratch.repository().person(when)->when == when);
}

TEST_CASE("files, trees and commits come back as they were written") {
  ScratchRepository scratch;
  Repository& repository = scratch.repository();
  const std::string binary("a\0b\n", 4);
  const Oid blob = repository.write_blob(binary);
  CHECK(repository.read_blob(blob) == binary);
  CHECK(repository.blob_size(blob) == 4);
  CHECK(repository.exists(blob));
  CHECK_FALSE(repository.exists(Oid()));

  const Oid tree = repository.write_tree({{"z", FileMode::blob, blob}, {"run", FileMode::executable, blob}});
  const std::vector<TreeEntry> entries = repository.read_tree(tree);
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].name == "run");
  CHECK(entries[0].mode == FileMode::executable);
  CHECK(entries[1].id == blob);

  const Signature ada{"Ada", "ada@localhost", TimePoint{std::chrono::seconds{1'700'000'000}}};
  const Signature bob{"Bob", "bob@localhost", TimePoint{std::chrono::seconds{1'700'000'001}}};
  const Oid first = repository.write_commit({tree, {}, "first\n", ada, ada});
  const Oid second =
      repository.write_commit({Repository::empty_tree(), {first}, "second\n\nbody\n", ada, bob});
  const CommitData read = repository.read_commit(second);
  CHECK(read.tree == Repository::empty_tree());
  CHECK(read.parents == std::vector{first});
  CHECK(read.message == "second\n\nbody\n");
  CHECK(read.author.name == "Ada");
  CHECK(read.committer.email == "bob@localhost");
  CHECK(read.committer.when == bob.when);
  CHECK(repository.tree_of(first) == tree);
  CHECK(scratch.git({"fsck", "--strict", "--no-dangling"}) == "");
}

TEST_CASE("what git cannot store is refused") {
  ScratchRepository scratch;
  Repository& repository = scratch.repository();
  const Oid blob = repository.write_blob("x");
  for (const std::string& name : {std::string(".git"), std::string(".."), std::string("a/b"), std::string(""),
                                  std::string("a\0b", 3)}) {
    INFO(name);
    CHECK(kind_of_failure([&] { repository.write_tree({{name, FileMode::blob, blob}}); }) ==
          ErrorKind::invalid);
  }
  CHECK(kind_of_failure([&] {
          repository.write_tree({{"a", FileMode::blob, blob}, {"a", FileMode::executable, blob}});
        }) == ErrorKind::invalid);
  CHECK(kind_of_failure([&] { repository.write_tree({{"a", FileMode::blob, Oid()}}); }) ==
        ErrorKind::invalid);
  const Signature nobody{"", "", {}};
  CHECK(kind_of_failure([&] {
          repository.write_commit({Repository::empty_tree(), {}, "x", nobody, nobody});
        }) == ErrorKind::invalid);
}

TEST_CASE("an object that is missing or of another kind is damage, and is named") {
  ScratchRepository scratch;
  Repository& repository = scratch.repository();
  const Oid blob = repository.write_blob("x");
  const Oid missing = *Oid::parse("1234567890123456789012345678901234567890");
  CHECK(kind_of_failure([&] { repository.read_blob(missing); }) == ErrorKind::damaged);
  CHECK(kind_of_failure([&] { repository.blob_size(missing); }) == ErrorKind::damaged);
  CHECK(kind_of_failure([&] { repository.read_commit(blob); }) == ErrorKind::damaged);
  CHECK(kind_of_failure([&] { repository.tree_of(missing); }) == ErrorKind::damaged);
  const std::string message = message_of_failure([&] { repository.read_tree(missing); });
  CHECK(message.find("tree 1234567890123456789012345678901234567890") == 0);
}

TEST_CASE("what another process wrote, packed or repacked is found without opening again") {
  ScratchRepository scratch;
  Repository& repository = scratch.repository();
  const Oid first = scratch.commit({{"a", "1"}}, {});
  scratch.set_ref("refs/heads/main", first);
  scratch.git({"repack", "-adq"});
  scratch.git({"prune-packed"});
  CHECK(scratch.files_of(first) == test::Files{{"a", "1"}});

  const std::string loose =
      scratch.git({"commit-tree", "-p", first.hex(), "-m", "x", first.hex() + "^{tree}"});
  const Oid second = *Oid::parse(trim(loose));
  CHECK(repository.exists(second));
  CHECK(repository.read_commit(second).message == "x\n");
  scratch.set_ref("refs/heads/main", second);

  Repository other = Repository::open(scratch.path());  // has seen the first pack's list only
  CHECK(other.exists(first));
  scratch.git({"repack", "-adq"});
  CHECK(other.read_commit(second).parents == std::vector{first});
  CHECK(other.read_commit(first).message == "change");
  CHECK(repository.read_blob(repository.entry_at(repository.tree_of(second), "a")->id) == "1");
}

}  // namespace repository_test
