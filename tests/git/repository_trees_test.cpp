#include "base/error.h"
#include "git/repository.h"
#include "support/catch.h"
#include "support/repository.h"

namespace repository_trees_test {

using namespace reeve;
using namespace reeve::git;
using reeve::test::ScratchRepository;

namespace {

std::string described(const std::vector<Change>& changes) {
  std::string text;
  for (const Change& change : changes) {
    text += change.kind == ChangeKind::added ? "A " : change.kind == ChangeKind::deleted ? "D " : "M ";
    text += change.path + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("an entry is found by its path, and its content if it is a file") {
  ScratchRepository scratch;
  Repository& repository = scratch.repository();
  const Oid lib = scratch.tree({{"base/clock.h", "clock\n"}});
  const Oid target = repository.write_blob("lib/base/clock.h");
  const Oid submodule = scratch.commit({}, {});
  const Oid tree = repository.write_tree({{"lib", FileMode::tree, lib},
                                          {"link", FileMode::link, target},
                                          {"vendor", FileMode::commit, submodule}});
  CHECK(repository.entry_at(tree, "lib")->mode == FileMode::tree);
  CHECK(repository.entry_at(tree, "lib/base/clock.h")->name == "clock.h");
  CHECK(repository.entry_at(tree, "vendor")->id == submodule);
  CHECK(repository.file_at(tree, "lib/base/clock.h") == "clock\n");
  for (const char* nothing :
       {"", "/lib", "lib/", "lib//base", "lib/none", "lib/base/clock.h/x", "vendor/x", "../x"}) {
    INFO(nothing);
    CHECK_FALSE(repository.entry_at(tree, nothing));
  }
  for (const char* no_file : {"lib", "link", "vendor", "none"})
    CHECK_FALSE(repository.file_at(tree, no_file));
  CHECK(repository.files(tree) == std::vector<std::string>{"lib/base/clock.h", "link"});
  CHECK_FALSE(repository.entry_at(Repository::empty_tree(), "a"));
}

TEST_CASE("what changed between two trees is told by path") {
  ScratchRepository scratch;
  Repository& repository = scratch.repository();
  const Oid before = scratch.tree({{"a", "1"},
                                   {"becomes-folder", "x"},
                                   {"folder/file", "x"},
                                   {"gone/deep/file", "x"},
                                   {"same/file", "x"}});
  const Oid after = scratch.tree({{"a", "2"},
                                  {"a.b", "new"},
                                  {"becomes-folder/inside", "x"},
                                  {"folder", "x"},
                                  {"same/file", "x"},
                                  {"same/new", "y"}});
  CHECK(described(repository.changes(before, after)) ==
        "M a\n"
        "A a.b\n"
        "D becomes-folder\n"
        "A becomes-folder/inside\n"
        "A folder\n"
        "D folder/file\n"
        "D gone/deep/file\n"
        "A same/new\n");
  CHECK(repository.changes(before, before).empty());
  CHECK(described(repository.changes(Repository::empty_tree(), scratch.tree({{"d/x", "1"}, {"d.x", "1"}}))) ==
        "A d.x\nA d/x\n");
  CHECK(repository.changes(scratch.tree({}), Repository::empty_tree()).empty());
}

TEST_CASE("a change carries ids and modes, and a changed mode is a change") {
  ScratchRepository scratch;
  Repository& repository = scratch.repository();
  const Oid blob = repository.write_blob("x");
  const Oid other = repository.write_blob("y");
  const Oid plain = repository.write_tree({{"f", FileMode::blob, blob}, {"g", FileMode::executable, blob}});
  const Oid changed =
      repository.write_tree({{"f", FileMode::link, blob}, {"h", FileMode::executable, other}});
  const std::vector<Change> changes = repository.changes(plain, changed);
  REQUIRE(described(changes) == "M f\nD g\nA h\n");
  CHECK(changes[0].mode == FileMode::link);
  CHECK(changes[0].old_id == blob);
  CHECK(changes[0].new_id == blob);
  CHECK(changes[1].mode == FileMode::executable);
  CHECK(changes[1].new_id.is_zero());
  CHECK(changes[2].old_id.is_zero());
  CHECK(changes[2].new_id == other);
}

TEST_CASE("a tree that is nested without end is refused, not walked") {
  ScratchRepository scratch;
  Repository& repository = scratch.repository();
  Oid tree = scratch.tree({{"file", "x"}});
  for (int i = 0; i < 2'100; ++i) tree = repository.write_tree({{"d", FileMode::tree, tree}});
  CHECK_THROWS_AS(repository.files(tree), Error);
  CHECK_THROWS_AS(repository.changes(Repository::empty_tree(), tree), Error);
}

TEST_CASE("a tree that multiplies itself is refused, not walked") {
  ScratchRepository scratch;
  Repository& repository = scratch.repository();
  test::Files files;
  for (int i = 0; i < 1'000; ++i) files[std::to_string(i)] = "x";
  Oid tree = scratch.tree(files);
  for (int level = 0; level < 4; ++level) {
    std::vector<TreeEntry> entries;
    for (int i = 0; i < 10; ++i) entries.push_back({std::to_string(i), FileMode::tree, tree});
    tree = repository.write_tree(entries);
  }
  CHECK_THROWS_AS(repository.files(tree), Error);
}

}  // namespace repository_trees_test
