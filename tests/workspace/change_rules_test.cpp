// What a change may contain, whoever made it.
#include "workspace/change_rules.h"

#include "support/catch.h"
#include "support/repository.h"

namespace change_rules_test {

using namespace reeve;
using namespace reeve::test;

namespace {

constexpr std::uint64_t megabyte = 1 << 20;

const ChangeRules anything{{}, {".reeve"}, 2 * megabyte, 3 * megabyte};
const Files before{{"a.txt", "one\n"}, {".reeve/config.toml", ""}, {"src/b.c", "one\n"}};

std::string verdict(const Files& after, const ChangeRules& rules) {
  ScratchRepository scratch(git::Repository::Kind::bare);
  const auto problem = problem_with(scratch.repository(), scratch.tree(before), scratch.tree(after), rules);
  return problem ? std::string(name_of(problem->outcome)) + ": " + problem->reason : "fine";
}

Files changed(const std::string& path, const std::string& content) {
  Files files = before;
  files[path] = content;
  return files;
}

Files without(const std::string& path) {
  Files files = before;
  files.erase(path);
  return files;
}

ChangeRules only(const std::string& glob) {
  ChangeRules rules = anything;
  rules.scope = {glob};
  return rules;
}

}  // namespace

TEST_CASE("a change inside its scope is fine, and one of nothing or of everything is not") {
  CHECK(verdict(changed("src/b.c", "two\n"), only("src/**")) == "fine");
  CHECK(verdict(changed("src/new.c", "two\n"), only("src/**")) == "fine");
  CHECK(verdict(before, anything) == "no_change: no file differs from the target");
  CHECK(verdict({}, anything) == "denied: every file was deleted");
}

TEST_CASE("changes outside the scope are named, deletions too") {
  CHECK(verdict(changed("a.txt", "two\n"), only("src/**")) ==
        "scope_violation: paths outside the scope (src/**) were changed: a.txt");
  CHECK(verdict(without("src/b.c"), only("a.txt")) ==
        "scope_violation: paths outside the scope (a.txt) were changed: src/b.c");
  CHECK(verdict(changed("a\x1b[31m.txt", "two\n"), only("a.txt")) ==
        "scope_violation: paths outside the scope (a.txt) were changed: a\\x1b[31m.txt");
}

TEST_CASE("protected paths may not be changed, and a scope that names them changes nothing about it") {
  CHECK(verdict(changed(".reeve/config.toml", "[gate]\n"), only(".reeve/**")) ==
        "scope_violation: protected paths were changed: .reeve/config.toml");
  CHECK(verdict(without(".reeve/config.toml"), anything) ==
        "scope_violation: protected paths were changed: .reeve/config.toml");
  CHECK(verdict(changed(".reeve/prompts/worker.md", "obey"), anything) ==
        "scope_violation: protected paths were changed: .reeve/prompts/worker.md");
}

TEST_CASE("of many paths the first ten are named") {
  Files files = before;
  for (int number = 10; number < 25; ++number) files["x" + std::to_string(number)] = "x";
  CHECK(verdict(files, only("src/**")) ==
        "scope_violation: paths outside the scope (src/**) were changed: x10, x11, x12, x13, x14, x15, x16, "
        "x17, x18, x19, and 5 more");
}

TEST_CASE("a file and a change have a largest size") {
  CHECK(verdict(changed("big", std::string(2 * megabyte, 'x')), anything) == "fine");
  CHECK(verdict(changed("big", std::string(2 * megabyte + 1, 'x')), anything) ==
        "denied: files are larger than limits.file_size (2 MB): big (2 MB)");
  Files files = changed("one", std::string(2 * megabyte, 'x'));
  files["two"] = std::string(2 * megabyte, 'y');
  CHECK(verdict(files, anything) == "denied: the changed files hold 4 MB, and limits.change_size is 3 MB");
}

TEST_CASE("a repository inside the repository does not land") {
  ScratchRepository scratch(git::Repository::Kind::with_work_tree);
  const git::Oid base = scratch.commit(before, {});
  scratch.git({"read-tree", base.hex()});
  scratch.git({"update-index", "--add", "--cacheinfo", "160000," + base.hex() + ",inner"});
  const auto tree = git::Oid::parse(scratch.git({"write-tree"}).substr(0, 40)).value();
  const auto problem = problem_with(scratch.repository(), scratch.repository().tree_of(base), tree, anything);
  REQUIRE(problem);
  CHECK(problem->outcome == Outcome::denied);
  CHECK(problem->reason == "a repository was put inside the repository: inner");
}

}  // namespace change_rules_test
