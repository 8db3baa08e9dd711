#include "workspace/target_files.h"

#include "base/error.h"
#include "support/catch.h"
#include "support/repository.h"

namespace target_files_test {

using namespace reeve;
using namespace reeve::test;

TEST_CASE("the configuration is the one in the commit, whatever lies in the work tree") {
  ScratchRepository scratch;
  const git::Oid commit = scratch.commit({{".reeve/config.toml", "[gate]\nchecks = [\"ninja\"]\n"}}, {});
  make_folders(scratch.path() / ".reeve");
  write_file(scratch.path() / ".reeve/config.toml", "[gate]\nchecks = [\"true\"]\n");
  CHECK(config_of(scratch.repository(), commit).gate.checks == std::vector<std::string>{"ninja"});
}

TEST_CASE("a commit without a configuration says where one comes from") {
  ScratchRepository scratch(git::Repository::Kind::bare);
  const git::Oid commit = scratch.commit({{"a", "a"}}, {});
  try {
    config_of(scratch.repository(), commit);
    FAIL("it was accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::configuration);
    CHECK(error.what() == "there is no .reeve/config.toml in commit " + commit.short_hex());
    CHECK(error.hint() ==
          "run 'git reeve init', then commit the folder .reeve to the branch that receives the work");
  }
}

TEST_CASE("a prompt of the commit goes before the built-in one") {
  ScratchRepository scratch(git::Repository::Kind::bare);
  const git::Oid commit = scratch.commit({{".reeve/prompts/worker.md", "mine"}}, {});
  const PromptTemplate own = prompt_of(scratch.repository(), commit, "worker", "built in");
  CHECK(own.source + ": " + own.text == ".reeve/prompts/worker.md: mine");
  const PromptTemplate other = prompt_of(scratch.repository(), commit, "conflict", "built in");
  CHECK(other.source + ": " + other.text == "the built-in prompt 'conflict': built in");
}

}  // namespace target_files_test
