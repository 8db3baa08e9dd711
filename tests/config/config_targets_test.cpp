// [gate.targets]: what is built or tested as one thing.
#include "config/config.h"
#include "config/problems.h"
#include "support/catch.h"

namespace config_targets_test {

using namespace reeve;
using namespace reeve::test;

namespace {

BuildTargets targets_of(std::string_view toml) {
  return parse_config(toml, "config.toml").gate.targets;
}

}  // namespace

TEST_CASE("a target is a list of path patterns, or a table that also says what it is made from") {
  CHECK(targets_of("[gate]\n").empty());
  const BuildTargets targets = targets_of(R"(
[gate.targets]
parser = ["lib//parser/**", "./include/parser.h"]
docs = ["docs/"]
[gate.targets.app]
needs = ["parser", "text.v2"]
paths = ["app/**"]
[gate.targets."text.v2"]
paths = ["lib/text"]
)");
  CHECK(targets == BuildTargets{{"parser", {{"lib/parser/**", "include/parser.h"}, {}}},
                                {"docs", {{"docs/"}, {}}},
                                {"app", {{"app/**"}, {"parser", "text.v2"}}},
                                {"text.v2", {{"lib/text"}, {}}}});
}

TEST_CASE("what is wrong with a target is said where it stands") {
  CHECK(problems_of("[gate]\ntargets = [\"a\"]\n") ==
        "config.toml:2:11: 'targets' in [gate] must be a table, not an array");
  CHECK(problems_of("[gate]\ntarget = 1\n") ==
        "config.toml:2:1: unknown key 'target' in [gate], did you mean 'targets'?");
  CHECK(
      problems_of("[gate.targets]\na = \"src\"\nb = []\nc = [\"/etc\"]\nd = {}\n"
                  "e = {path = [\"e\"], paths = []}\n\"a\\u001b b\\n\" = [\"x\"]\n") ==
      "config.toml:2:5: 'a' in [gate.targets] must be an array of path patterns or a table with 'paths' and "
      "'needs', not a string\n"
      "config.toml:3:5: 'b' in [gate.targets] is empty: name the files of the target\n"
      "config.toml:4:6: path pattern '/etc' is absolute\n"
      "config.toml:5:5: 'd' in [gate.targets] has no paths, add paths = [\"…\"]\n"
      "config.toml:6:6: unknown key 'path' in [gate.targets.e], did you mean 'paths'?\n"
      "config.toml:6:28: 'paths' in [gate.targets.e] is empty: name the files of the target\n"
      "config.toml:7:1: target name 'a\\x1b b\\n' must be 1 to 60 letters, digits, '-', '_' and '.'");
}

TEST_CASE("what a target needs is another target, and never leads back to it") {
  CHECK(problems_of("[gate.targets]\nparser = [\"lib\"]\n[gate.targets.app]\npaths = [\"app\"]\n"
                    "needs = [\"parsre\", \"x\"]\n") ==
        "config.toml:5:10: no target is named 'parsre', did you mean 'parser'?\n"
        "config.toml:5:20: no target is named 'x'");
  CHECK(problems_of("[gate.targets]\na = {paths = [\"a\"], needs = [\"a\"]}\n") ==
        "config.toml:2:1: target 'a' needs itself");
  CHECK(problems_of("[gate.targets]\na = {paths = [\"a\"], needs = [\"d\"]}\n"
                    "b = {paths = [\"b\"], needs = [\"c\"]}\nc = {paths = [\"c\"], needs = [\"d\", \"b\"]}\n"
                    "d = [\"d\"]\n") == "config.toml:3:1: target 'b' needs itself, by way of 'c'");
}

}  // namespace config_targets_test
