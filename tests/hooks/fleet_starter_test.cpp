#include "hooks/fleet_starter.h"

#include "support/catch.h"
#include "support/repository.h"

namespace fleet_starter_test {

using namespace reeve;
using namespace reeve::hooks;
namespace {

const std::string old_id(40, '1');
const std::string new_id(40, '2');

std::string update(const std::string& ref) {
  return old_id + " " + new_id + " " + ref + "\n";
}

Environment of_a_push() {
  return {{"GIT_CONFIG_GLOBAL", "/dev/null"},      {"GIT_DIR", "."},
          {"GIT_OBJECT_DIRECTORY", "/quarantine"}, {"GIT_PUSH_OPTION_COUNT", "0"},
          {"GIT_QUARANTINE_PATH", "/quarantine"},  {"HOME", "/home/git"},
          {"SSH_AUTH_SOCK", "/tmp/agent"},         {"SSH_CONNECTION", "127.0.0.1 1 127.0.0.1 2"}};
}

}  // namespace

TEST_CASE("branches and our logs wake the fleet, tags and other notes do not") {
  CHECK(wakes_fleet(update("refs/heads/reeve/task/parser-k3qa")));
  CHECK(wakes_fleet(update("refs/heads/reeve/ready/parser-k3qa")));
  CHECK(wakes_fleet(update("refs/tags/v1") + update("refs/heads/main")));
  CHECK(wakes_fleet(update("refs/notes/reeve/task/parser-k3qa")));
  CHECK_FALSE(wakes_fleet(update("refs/tags/refs/heads/main") + update("refs/notes/commits")));
  CHECK_FALSE(wakes_fleet(""));
  CHECK_FALSE(wakes_fleet("\nno update at all\n"));
}

TEST_CASE("a fleet is started without what speaks about the push, and signs as the server's user") {
  test::ScratchRepository scratch(git::Repository::Kind::bare);
  scratch.git({"config", "user.name", "Farm"});
  scratch.git({"config", "user.email", "farm@example.org"});
  CHECK(fleet_environment(scratch.repository(), of_a_push()) ==
        Environment{{"GIT_CONFIG_GLOBAL", "/dev/null"}, {"HOME", "/home/git"}});
}

TEST_CASE("a fleet on a server that knows no person signs as reeve, also where the name is set to nothing") {
  test::ScratchRepository scratch(git::Repository::Kind::bare);
  scratch.git({"config", "user.name", " "});
  scratch.git({"config", "user.email", "farm@example.org"});
  const Environment environment = fleet_environment(scratch.repository(), {{"GIT_COMMITTER_NAME", "Ada"}});
  CHECK(environment.at("GIT_AUTHOR_NAME") == "reeve");
  CHECK(environment.at("GIT_COMMITTER_NAME") == "reeve");
  CHECK(environment.at("GIT_COMMITTER_EMAIL").starts_with("reeve@"));
  CHECK(environment.at("GIT_AUTHOR_EMAIL") == environment.at("GIT_COMMITTER_EMAIL"));
}

}  // namespace fleet_starter_test
