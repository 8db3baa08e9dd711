#include "git/tree_merge.h"

#include <random>

#include "base/process.h"
#include "base/random.h"
#include "base/text.h"
#include "support/catch.h"
#include "support/repository.h"

using namespace reeve;
using test::Files;

namespace {

// Longer than git's rename detection needs to see that a file with another first line was moved.
std::string content(const std::string& what) {
  std::string text = what + "\n";
  for (int line = 0; line < 12; ++line) text += what.substr(0, 4) + " line " + std::to_string(line) + "\n";
  return text;
}

std::string pick(const Files& files, std::mt19937& random) {
  auto file = files.begin();
  std::advance(file, std::uniform_int_distribution<std::size_t>(0, files.size() - 1)(random));
  return file->first;
}

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/') + 1);
}

// One side's work: edits, removals, new files, moved files and moved folders.
Files changed(Files files, const std::string& side, std::mt19937& random) {
  const int changes = std::uniform_int_distribution<int>(1, 4)(random);
  for (int number = 0; number < changes && files.size() > 2; ++number) {
    const std::string path = pick(files, random);
    const std::string name = side + std::to_string(number);
    switch (std::uniform_int_distribution<int>(0, 6)(random)) {
      case 0:
        files.erase(path);
        break;
      case 1:
        files[folder_of(path) + name] = content(name + " is new");
        break;
      case 2:
        files[folder_of(pick(files, random)) + name] = files[path];
        files.erase(path);
        break;
      case 3: {
        const Files before = files;
        for (const auto& [old, text] : before) {
          if (folder_of(path).empty() || !old.starts_with(folder_of(path))) continue;
          files.erase(old);
          files[name + "/" + old.substr(folder_of(path).size())] = text;
        }
        break;
      }
      default:
        files[path] = side + " edits\n" + files[path];
    }
  }
  return files;
}

// As git says it; empty: a conflict.
std::string merged_by_git(test::ScratchRepository& scratch, const git::Oid& ours, const git::Oid& theirs) {
  ProcessSpec spec;
  spec.argv = {"git", "-C", scratch.path().string(), "merge-tree", "--write-tree", ours.hex(), theirs.hex()};
  spec.environment = inherited_environment();
  const ProcessResult result = run_process(spec);
  return result.exit_code == 0 ? std::string(trim(result.out)) : "";
}

}  // namespace

TEST_CASE("what can be merged by entries is merged as git would") {
  test::ScratchRepository scratch(git::Repository::Kind::bare);
  const auto seed = static_cast<unsigned>(random_below(1'000'000));
  INFO("seed " << seed);
  std::mt19937 random(seed);
  Files files;
  for (const char* folder : {"", "a/", "b/", "b/c/", "d/"}) {
    for (int number = 0; number < 3; ++number) {
      const std::string path = folder + std::string("f") + std::to_string(number);
      files[path] = content(path);
    }
  }
  const git::Oid base = scratch.commit(files, {});
  int answered = 0;
  for (int round = 0; round < 40; ++round) {
    INFO("round " << round);
    const git::Oid ours = scratch.commit(changed(files, "ours", random), {base});
    const git::Oid theirs = scratch.commit(changed(files, "theirs", random), {base});
    git::Repository& repository = scratch.repository();
    const auto tree = git::merge_entries(repository, repository.tree_of(base), repository.tree_of(ours),
                                         repository.tree_of(theirs));
    if (!tree) continue;
    ++answered;
    CHECK(tree->hex() == merged_by_git(scratch, ours, theirs));
  }
  CHECK(answered > 5);
}

TEST_CASE("a folder that both sides empty together is gone, and a file that both move is git's to decide") {
  test::ScratchRepository scratch(git::Repository::Kind::bare);
  git::Repository& repository = scratch.repository();
  const auto tree = [&](const Files& files) { return scratch.tree(files); };
  const git::Oid base = tree({{"d/x", "x\n"}, {"d/y", "y\n"}, {"z", "z\n"}});
  CHECK(git::merge_entries(repository, base, tree({{"d/x", "x\n"}, {"z", "z\n"}}),
                           tree({{"d/y", "y\n"}, {"z", "z\n"}})) == tree({{"z", "z\n"}}));
  CHECK_FALSE(git::merge_entries(repository, base, tree({{"d/x", "x\n"}, {"d/y", "y\n"}, {"a", "z\n"}}),
                                 tree({{"d/x", "x\n"}, {"d/y", "y\n"}, {"b", "z\n"}})));
  CHECK_FALSE(git::merge_entries(repository, base, tree({{"d/x", "1\n"}, {"d/y", "y\n"}, {"z", "z\n"}}),
                                 tree({{"d/x", "2\n"}, {"d/y", "y\n"}, {"z", "z\n"}})));
}
