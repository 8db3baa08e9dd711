#include "git/diff_size.h"

#include "support/catch.h"
#include "support/repository.h"

namespace diff_size_test {

using namespace reeve;
using namespace reeve::git;
using namespace reeve::test;

namespace {

std::string lines(std::size_t count, const std::string& line) {
  std::string text;
  for (std::size_t number = 0; number < count; ++number) text += line + "\n";
  return text;
}

DiffSize size_between(const Files& before, const Files& after) {
  ScratchRepository scratch;
  const Repository repository = Repository::open(scratch.path());
  return diff_size(repository, scratch.tree(before), scratch.tree(after));
}

}  // namespace

TEST_CASE("what git would count of a change is counted") {
  const Files before{{"same.txt", "1\n2\n"},          {"gone.txt", "1\n2\n3"},
                     {"a/new-line.txt", "1\n2\n3\n"}, {"picture", "\x89PNG"},
                     {"a/moved.txt", "1\n2\n3\n"},    {"binary", std::string("\0\n", 2)}};
  const Files after{{"same.txt", "1\n2\n"},
                    {"a/new-line.txt", "1\n2\n2.5\n3\n"},
                    {"a/moved.txt", "1\nzwei\n3\n"},
                    {"picture", "\x89PNG\n"},
                    {"b/added.txt", "1\n2\n"},
                    {"binary", std::string("\0\n\n\n", 4)},
                    {"empty", ""}};
  ScratchRepository scratch;
  const Oid old_commit = scratch.commit(before, {});
  const Oid new_commit = scratch.commit(after, {old_commit});
  const Repository repository = Repository::open(scratch.path());
  CHECK(diff_size(repository, repository.tree_of(old_commit), repository.tree_of(new_commit)) ==
        DiffSize{7, 10});
  CHECK(scratch.git({"diff", "--shortstat", "--no-renames", old_commit.hex(), new_commit.hex()}) ==
        " 7 files changed, 5 insertions(+), 5 deletions(-)\n");
  CHECK(diff_size(repository, repository.tree_of(new_commit), repository.tree_of(new_commit)) == DiffSize{});
}

TEST_CASE("a file that is too large to compare counts as a file and not by its lines") {
  const std::string large(longest_compared / 2 + 1, '\n');
  CHECK(size_between({{"a", "1\n"}, {"large", large}}, {{"a", "2\n"}, {"large", large + "x"}}) ==
        DiffSize{2, 2});
}

TEST_CASE("of many large files only the first are compared, and new ones are counted all the same") {
  const std::size_t half = longest_compared / 2 / 1024;
  const std::string line(1023, 'x');
  Files before, after;
  for (int number = 10; number < 16; ++number) {
    before[std::to_string(number)] = lines(half, line);
    after[std::to_string(number)] = lines(half - 1, line);
    after["new-" + std::to_string(number)] = lines(half, line);
  }
  CHECK(size_between(before, after) == DiffSize{12, 4 + 6 * half});
}

}  // namespace diff_size_test
