// goal deliver: a request at the forge, and the end of the goal when it is merged.
#include <cstdlib>

#include "cli/command_fleet.h"
#include "support/catch.h"
#include "support/http_server.h"

namespace goal_deliver_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

// The hub is here; what it lands on is a repository at GitHub, whose interface is on loopback.
class World : public CommandWorld {
 public:
  World() {
    setenv("GITHUB_API_URL", server.url().c_str(), 1);
    setenv("GITHUB_TOKEN", "s3cret", 1);
    begin({}, good_configuration + "[hub]\nlanding = \"origin\"\n");
    scratch().git({"remote", "add", "origin", "git@github.com:ada/engine.git"});
    run({"goal", "new", "Make it fast", "--accept", "10 ms"});
  }
  ~World() {
    unsetenv("GITHUB_API_URL");
    unsetenv("GITHUB_TOKEN");
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  HttpServer server;
};

}  // namespace

TEST_CASE("a goal with live tasks, or one that lands on a branch of people, is not delivered") {
  CommandFleet fleet;
  fleet.publish("x-aaaa", "X");
  CHECK(fleet.told({"goal", "deliver"}, ExitCode::usage) ==
        "error: goal speed-IDID still has 1 live task\n"
        "hint: let them land ('git reeve run'), or cancel them\n");
  fleet.told({"task", "cancel", "x-aaaa"});
  fleet.judge();
  CHECK(fleet.told({"goal", "deliver", "--into", "reeve/goal/speed-aaaa"}, ExitCode::usage)
            .starts_with("error: the work of goal speed-IDID lands on reeve/goal/speed-IDID itself\n"));
}

TEST_CASE("a goal is delivered by a pull request, and closed when it is merged") {
  World world;
  const std::string request = R"({"number": 7, "html_url": "https://github.com/ada/engine/pull/7"})";
  world.server.will_answer(http_answer(200, "[]"));
  world.server.will_answer(http_answer(201, request));
  CHECK(world.told({"goal", "deliver"}) ==
        "https://github.com/ada/engine/pull/7\nopened; run this again when it is merged\n");
  const auto asked = world.server.requests();
  REQUIRE(asked.size() == 2);
  CHECK(asked[1].starts_with("POST /repos/ada/engine/pulls "));
  CHECK(asked[1].find(R"("title":"Make it fast")") != std::string::npos);
  CHECK(asked[1].find("- [ ] 10 ms") != std::string::npos);
  world.server.will_answer(http_answer(200, "[" + request + "]"));
  CHECK(world.told({"goal", "deliver"}) ==
        "https://github.com/ada/engine/pull/7\nit is open already; run this again when it is merged\n");
  world.scratch().git({"update-ref", "refs/heads/main", "refs/heads/reeve/goal/" + world.id("make-it")});
  CHECK(world.told({"goal", "deliver"}) == "goal make-it-fast-IDID is delivered: main has it\n");
  CHECK(world.told({"goal", "deliver", "make-it"}, ExitCode::usage) ==
        "error: goal make-it-fast-IDID is delivered already\n");
}

TEST_CASE("where the hub is at no forge, the merge is left to the person") {
  CommandWorld world;
  world.begin();
  world.run({"goal", "new", "Make it fast"});
  CHECK(world.told({"goal", "deliver"}, ExitCode::configuration) ==
        "error: the hub is at neither GitHub nor GitLab, so nothing can be requested\n"
        "hint: merge it into main yourself, push that to the hub, and run this again:\n"
        "hint: git merge reeve/goal/make-it-fast-IDID\n");
}

}  // namespace goal_deliver_test
