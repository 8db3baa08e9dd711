#include "git/tree_merge.h"

#include <fmt/format.h>

#include <random>

#include "base/text.h"
#include "git/git_program.h"
#include "support/catch.h"
#include "support/repository.h"

namespace tree_merge_test {

using namespace reeve;
using namespace reeve::git;
using reeve::test::Files;
using reeve::test::ScratchRepository;

namespace {

// Twelve lines, so that git knows a renamed file again although a line of it changed.
std::string text_of(int number) {
  std::string text;
  for (int line = 0; line < 12; ++line) text += fmt::format("line {} of {}\n", line, number);
  return text;
}

std::string path_of(int number) {
  return fmt::format("{}/{}/{}", number % 3, number % 5 < 2 ? "x" : "y", number);
}

// What an editor, a mover and a remover do to files, a few times.
class Changes {
 public:
  explicit Changes(std::mt19937& random) : random_(random) {}

  Files made_to(Files files) {
    for (int count = 1 + draw(3); count > 0 && !files.empty(); --count) change(files);
    return files;
  }

 private:
  int draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

  void change(Files& files) {
    auto file = std::next(files.begin(), draw(static_cast<int>(files.size())));
    switch (draw(6)) {
      case 0:
        files.erase(file);
        return;
      case 1:
        files["moved/" + file->first] = file->second;
        files.erase(file);
        return;
      case 2:
        return move_folder(files, file->first.substr(0, file->first.rfind('/') + 1));
      case 3:
        files[file->first.substr(0, file->first.rfind('/') + 1) + "new"] = text_of(100 + draw(3));
        return;
      default:
        file->second += fmt::format("another {}\n", draw(4));
    }
  }

  static void move_folder(Files& files, const std::string& folder) {
    Files moved;
    for (const auto& [path, text] : files) moved[path.starts_with(folder) ? "other/" + path : path] = text;
    files = moved;
  }

  std::mt19937& random_;
};

// The tree that git makes; absent for a conflict.
std::optional<Oid> merged_by_git(ScratchRepository& scratch, const Oid& ours, const Oid& theirs) {
  const ProcessResult result =
      run_git(scratch.repository().common_dir(), {"merge-tree", "--write-tree", ours.hex(), theirs.hex()});
  if (result.exit_code != 0) return std::nullopt;
  return Oid::parse(trim(result.out));
}

}  // namespace

TEST_CASE("what is merged without git is what git makes of it, whatever was moved and removed") {
  ScratchRepository scratch;
  std::mt19937 random(1);
  Changes changes(random);
  Files files;
  for (int number = 0; number < 14; ++number) files[path_of(number)] = text_of(number);
  const Oid base = scratch.commit(files, {});
  int merged = 0;
  int left_to_git = 0;
  for (int round = 0; round < 250; ++round) {
    const Oid ours = scratch.commit(changes.made_to(files), {base});
    const Oid theirs = scratch.commit(changes.made_to(files), {base});
    Repository& repository = scratch.repository();
    const auto tree = merge_apart(repository, repository.tree_of(base), repository.tree_of(ours),
                                  repository.tree_of(theirs));
    ++(tree ? merged : left_to_git);
    INFO("round " << round << ": " << ours.hex() << " and " << theirs.hex());
    if (tree) REQUIRE(tree == merged_by_git(scratch, ours, theirs));
  }
  CHECK(merged > 80);
  CHECK(left_to_git > 80);
}

TEST_CASE("different files of one folder are merged, and a folder that both emptied is gone") {
  ScratchRepository scratch;
  Repository& repository = scratch.repository();
  const Oid base =
      scratch.tree({{"a/one", "1"}, {"a/two", "2"}, {"b/c/one", "1"}, {"b/c/two", "2"}, {"d", ""}});
  const Oid ours = scratch.tree({{"a/one", "1 ours"}, {"a/two", "2"}, {"b/c/two", "2"}, {"d", ""}});
  const Oid theirs = scratch.tree({{"a/one", "1"}, {"a/two", "2 theirs"}, {"b/c/one", "1"}, {"d", ""}});
  const auto tree = merge_apart(repository, base, ours, theirs);
  REQUIRE(tree);
  CHECK(*tree == scratch.tree({{"a/one", "1 ours"}, {"a/two", "2 theirs"}, {"d", ""}}));
}

TEST_CASE("one file that both changed, added or removed is left to git") {
  ScratchRepository scratch;
  Repository& repository = scratch.repository();
  const Oid base = scratch.tree({{"a", "1"}, {"b", "2"}, {"c", "3"}});
  const auto merged = [&](const Files& ours, const Files& theirs) {
    return merge_apart(repository, base, scratch.tree(ours), scratch.tree(theirs)).has_value();
  };
  CHECK_FALSE(merged({{"a", "ours"}, {"b", "2"}, {"c", "3"}}, {{"a", "theirs"}, {"b", "2"}, {"c", "3"}}));
  CHECK_FALSE(merged({{"b", "2 ours"}, {"c", "3"}}, {{"b", "2"}, {"c", "3 theirs"}}));
  CHECK_FALSE(merged({{"a", "1"}, {"b", "2"}, {"c", "3"}, {"n", "x"}, {"o", ""}},
                     {{"a", "1"}, {"b", "2"}, {"c", "3"}, {"n", "x"}, {"t", ""}}));
  CHECK(merged({{"a", "same"}, {"b", "2 ours"}, {"c", "3"}}, {{"a", "same"}, {"b", "2"}, {"c", "3 theirs"}}));
}

}  // namespace tree_merge_test
