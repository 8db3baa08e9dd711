// [[gate.check]]: one table a check, beside the short list.
#include "config/config.h"
#include "config/problems.h"
#include "support/catch.h"

namespace config_checks_test {

using namespace reeve;
using namespace reeve::test;

namespace {

using Texts = std::vector<std::string>;

GateConfig gate_of(std::string_view toml) {
  return parse_config(toml, "config.toml").gate;
}

}  // namespace

TEST_CASE("a check is a command, or a table that says more of it") {
  const GateConfig gate = gate_of(R"(
[gate]
checks = ["make", "make"]
warm = true
share_receipts = false
[[gate.check]]
command = "make lint"
[[gate.check]]
name = "ui"
command = "make ui-test"
paths = ["ui/**", "./web//**"]
needs = ["make", "make lint"]
minutes = 5
memory = "2GB"
)");
  CHECK(gate.checks == Texts{"make", "make lint", "make ui-test"});
  CHECK(gate.warm);
  CHECK_FALSE(gate.share_receipts);
  CHECK_FALSE(gate.check_rules.contains("make"));
  CHECK(gate.check_rules.at("make lint") == CheckRules{"make lint", {}, {}, {}, {}});
  CHECK(
      gate.check_rules.at("make ui-test") ==
      CheckRules{"ui", {"ui/**", "web/**"}, Texts{"make", "make lint"}, std::chrono::minutes(5), 2ULL << 30});
}

TEST_CASE("the list comes first, wherever the tables stand") {
  const GateConfig gate =
      gate_of("[[gate.check]]\ncommand = \"b\"\nneeds = [\"a\"]\n[gate]\nchecks = [\"a\"]\n");
  CHECK(gate.checks == Texts{"a", "b"});
  CHECK(gate.check_rules.at("b").needs == Texts{"a"});
}

TEST_CASE("what is wrong with a check is said where it stands") {
  CHECK(problems_of("[[gate.check]]\nname = \"ui\"\n") ==
        "config.toml:1:1: a [[gate.check]] has no command, add command = \"…\"");
  CHECK(problems_of("[gate]\nchecks = [\"a\"]\n[[gate.check]]\ncommand = \"a\"\n") ==
        "config.toml:4:11: the check 'a' is there already");
  CHECK(problems_of("[[gate.check]]\ncommand = \"a\"\n[[gate.check]]\nname = \"a\"\ncommand = \"b\"\n") ==
        "config.toml:4:8: another check is named 'a'");
  CHECK(problems_of("[[gate.check]]\ncomand = \"a\"\ncommand = \" \"\npaths = []\nmemory = 0\n") ==
        "config.toml:2:1: unknown key 'comand' in [[gate.check]], did you mean 'command'?\n"
        "config.toml:3:11: 'command' in [[gate.check]] is empty\n"
        "config.toml:4:9: 'paths' in [[gate.check]] is empty: leave it out for a check that always runs\n"
        "config.toml:5:10: 'memory' in [[gate.check]] must be from 1 byte to 1TB, not '0'");
  CHECK(problems_of(
            "[gate]\nchecks = [\"build\"]\n[[gate.check]]\ncommand = \"a\"\nneeds = [\"biuld\", \"a\"]\n") ==
        "config.toml:5:10: no check before it is named 'biuld', did you mean 'build'?\n"
        "config.toml:5:19: no check before it is named 'a'");
  CHECK(problems_of("[gate]\ncheck = \"a\"\n") ==
        "config.toml:2:9: 'check' in [gate] must be an array, not a string");
  CHECK(problems_of("[gate]\nwarm = 1\n") ==
        "config.toml:2:8: 'warm' in [gate] must be true or false, not a whole number");
}

}  // namespace config_checks_test
