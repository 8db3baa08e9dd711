// A token in the environment reaches the agent that names it, and nothing else.
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "base/file.h"
#include "base/text.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"
#include "support/processes.h"
#include "work/salvage.h"
#include "workspace/workspace_pool.h"

namespace secret_test {

using namespace reeve;
using namespace reeve::test;
namespace fs = std::filesystem;

namespace {

const std::string token = "tok-9f2c41d07be8";

class Token {
 public:
  Token() { ::setenv("REEVE_TEST_TOKEN", token.c_str(), 1); }
  ~Token() { ::unsetenv("REEVE_TEST_TOKEN"); }
};

FleetSetting with_agent(const std::string& script,
                        const std::string& lines = "pass_env = [\"REEVE_TEST_TOKEN\"]") {
  FleetSetting setting;
  setting.agents = {{"small", script, lines}};
  setting.config = "[limits]\nattempts = 1\nsnapshot_seconds = 0.05\n";
  return setting;
}

// All objects that some ref reaches, the logs of tasks among them, with their contents.
std::string reachable(FleetFixture& fleet) {
  std::string text = fleet.scratch().git({"for-each-ref"});
  for (const std::string& line : split_lines(fleet.scratch().git({"rev-list", "--objects", "--all"}))) {
    text += line + "\n" + fleet.scratch().git({"cat-file", "-p", line.substr(0, 40)});
  }
  return text;
}

bool tells(const std::string& text) {
  return text.find(token) != std::string::npos;
}

}  // namespace

TEST_CASE("a token reaches the agent that names it and no other, and no process list") {
  const Token planted;
  for (const bool named : {true, false}) {
    CAPTURE(named);
    FleetFixture fleet(
        with_agent("printf %s \"$REEVE_TEST_TOKEN\" | wc -c > a.txt; touch $OUTSIDE/up; while ! test -e "
                   "$OUTSIDE/seen; do sleep "
                   "0.01; done",
                   named ? "pass_env = [\"REEVE_TEST_TOKEN\"]" : ""));
    fleet.publish("x");
    int listed = 0;
    std::jthread looking([&] {
      eventually([&] { return fs::exists(fleet.outside() / "up"); });
      listed = count_processes_mentioning(token);
      write_file(fleet.outside() / "seen", "");
    });
    CHECK(fleet.work() == "x, attempt 1 by small: submitted");
    looking.join();
    CHECK(listed == 0);
    CHECK(trim(fleet.files("ready/x").at("a.txt")) == (named ? std::to_string(token.size()) : "0"));
    CHECK(!tells(reachable(fleet)));
  }
}

TEST_CASE("work that holds the token is refused, and nothing of it is pushed, not even while it is done") {
  const Token planted;
  const std::string leak = GENERATE(
      std::string("echo \"key $REEVE_TEST_TOKEN\" > b.txt"),
      std::string("echo $REEVE_TEST_TOKEN > b.txt; git add -A; git commit -qm work; echo clean > b.txt"),
      std::string("git commit -q --allow-empty -m $REEVE_TEST_TOKEN"));
  FleetFixture fleet(
      with_agent("echo early > a.txt; touch $OUTSIDE/begun; while ! test -e $OUTSIDE/pushed; do sleep "
                 "0.01; done; " +
                 leak + "; sleep 1.2"));
  fleet.publish("x");
  std::jthread waiting([&] {
    LocalHub hub(git::Repository::open(fleet.scratch().path()));
    eventually([&] {
      return fs::exists(fleet.outside() / "begun") &&
             hub.read("refs/heads/reeve/task/x") != fleet.record("x").task_commit;
    });
    write_file(fleet.outside() / "pushed", "");
  });
  const std::string told = fleet.work();
  CHECK(told.starts_with(
      "x, attempt 1 by small: failed, denied: the value of the variable REEVE_TEST_TOKEN, which "
      "the agent was passed, is in "));
  CHECK(told.ends_with(", so this work is not kept"));
  CHECK(fleet.files("failed/x/1").at("a.txt") == "early\n");
  CHECK(!tells(reachable(fleet)));
  CHECK(!tells(fleet.task("x")));
}

TEST_CASE("a killed worker's work that holds the token is not salvaged") {
  const Token planted;
  FleetFixture fleet(with_agent("true"));
  fleet.publish("x");
  WorkspacePool pool(fleet.repository(), "work");
  {
    Workspace workspace = pool.acquire();
    const git::Oid base = fleet.record("x").task_commit;
    workspace.reset(fleet.repository(), base);
    workspace.note({"x", 1, base});
    write_file(workspace.files().folder() / "a.txt", token);
  }
  CHECK(salvage_all(fleet.tasks(), pool).empty());
  CHECK(fleet.branches() == "task/x");
  CHECK(!tells(reachable(fleet)));
}

}  // namespace secret_test
