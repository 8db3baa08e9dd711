// git reeve rehearse, as it is typed.
#include "cli/command_fleet.h"
#include "support/catch.h"

namespace rehearse_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

TEST_CASE("the scenarios that come with it are listed, and one that is none is told with those that are") {
  CommandWorld world;
  world.begin();
  CHECK(world.told({"rehearse"}) ==
        "scenario  title                  tasks\n"
        "small     A small goal               8\n"
        "faults    Everything goes wrong     60\n"
        "large     A large goal             500\n");
  CHECK(world.told({"rehearse", "smal"}, ExitCode::negative) ==
        "error: there is no scenario 'smal'\n"
        "hint: name a file, or one of: small, faults, large\n");
}

TEST_CASE("a small goal is rehearsed without a trace in the repository, and several seeds are added up") {
  CommandWorld world;
  world.begin();
  const std::string refs = world.scratch().git({"for-each-ref"});
  const std::string told = world.told({"rehearse", "small", "--built-in-config"});
  CHECK(
      told.starts_with("seed 1: the goal is achieved (achieved: all files are as the scenario says), and the "
                       "tree is what the scenario says\n"));
  CHECK(told.find("lie           1          1  100.0 %\n") != std::string::npos);
  CHECK(world.scratch().git({"for-each-ref"}) == refs);
  CHECK(
      world.told({"rehearse", "small", "--built-in-config", "--seeds", "2"})
          .ends_with(
              "2 seeds: 2 achieved, 2 with the tree of the scenario; 0 tasks lost, 0 landed twice, 0 limits "
              "passed, 0 tasks waiting for a person\n"));
}

TEST_CASE(
    "all that is wrong with a scenario of one's own is told with its place, and where its keys are "
    "explained") {
  CommandWorld world;
  world.begin();
  world.write("bad.toml", "title = \"x\"\nwrkers = 3\n[tree]\ntasks = \"many\"\n");
  CHECK(world.told({"rehearse", "bad.toml"}, ExitCode::configuration) ==
        "error: bad.toml:2:1: unknown key 'wrkers', did you mean 'workers'?\n"
        "       bad.toml:4:9: 'tasks' in [tree] must be a whole number, not a string\n"
        "hint: lib/rehearse/scenario.h explains every key\n");
}

}  // namespace rehearse_test
