// [[gate.lens]]: what a lens is, and what is no lens.
#include "config/config.h"
#include "config/problems.h"
#include "support/catch.h"

namespace config_lens_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const std::string agents =
    "[agents.small]\npreset = \"command\"\ncommand = [\"agent\"]\n[agents.other]\npreset = "
    "\"command\"\ncommand "
    "= [\"agent\"]\n";

}  // namespace

TEST_CASE("a lens is an agent or a ladder, with a prompt, paths and limits of its own") {
  const Config config = parse_config(agents + R"([gate]
lens_fails = 2
[[gate.lens]]
name = "criteria"
agent = "small"
[[gate.lens]]
name = "security"
agent = ["small", "other"]
prompt = "security"
blocking = true
paths = ["src/**"]
minutes = 5
turns = 20
tokens = 1000
cost = 0.5
)",
                                     "config.toml");
  LensConfig criteria;
  criteria.name = "criteria";
  criteria.agents = {"small"};
  LensConfig security;
  security.name = "security";
  security.agents = {"small", "other"};
  security.prompt = "security";
  security.blocking = true;
  security.paths = {"src/**"};
  security.wall = Milliseconds{5 * 60'000};
  security.turns = 20;
  security.tokens = 1000;
  security.cost = 0.5;
  CHECK(config.gate.lenses == std::vector<LensConfig>{criteria, security});
  CHECK(config.gate.lens_fails == 2);
  CHECK(parse_config("", "").gate.lenses.empty());
}

TEST_CASE("what is wrong with a lens is said with its place") {
  CHECK(problems_of(agents + "[[gate.lens]]\nname = \"x\"\nagent = \"smal\"\n") ==
        "config.toml:9:9: no agent is named 'smal', did you mean 'small'?");
  CHECK(problems_of(agents + "[gate]\nlens = 3\n").find("must be an array") != std::string::npos);
  for (const char* lens : {"agent = \"small\"", "name = \"x\"", "name = \"../x\"\nagent = \"small\"",
                           "name = \"x\"\nagent = \"small\"\nprompt = \"a/b\"",
                           "name = \"x\"\nagent = \"small\"\nblocking = \"yes\"",
                           "name = \"x\"\nagent = \"small\"\nblock = true"}) {
    CAPTURE(lens);
    CHECK(problems_of(agents + std::string("[[gate.lens]]\n") + lens + "\n") != "accepted");
  }
  const std::string twice = "[[gate.lens]]\nname = \"x\"\nagent = \"small\"\n";
  CHECK(problems_of(agents + twice + twice).find("is the second one named 'x'") != std::string::npos);
}

}  // namespace config_lens_test
