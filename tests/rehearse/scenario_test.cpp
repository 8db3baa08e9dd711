#include "rehearse/scenario.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "support/catch.h"

namespace scenario_test {

using namespace reeve;
using namespace reeve::rehearse;
namespace {

std::string lines_of(const std::map<std::string, std::string>& lines) {
  std::string text;
  for (const auto& [path, line] : lines) text += fmt::format(" {}={}", path, line);
  return text;
}

std::string describe(const Scenario& scenario) {
  std::string text;
  for (const Node& node : scenario.nodes) {
    text += fmt::format("{}{} in '{}' cycle {} after '{}'{};{}\n", node.kind == TaskKind::plan ? "plan " : "",
                        node.id, node.parent, node.cycle, join(node.after, " "), lines_of(node.files),
                        lines_of(node.shared));
  }
  return text;
}

std::string refusal_of(const std::string& toml) {
  try {
    parse_scenario(toml, "play.toml");
    return "none";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST_CASE("a scenario that is written down is read as it stands") {
  const Scenario scenario = parse_scenario(R"(
title = "Two tasks"
seed = 7
workers = 3
hours = 10
person = "answers"
[agents]
work_minutes = [10, 20.5]
[[plan]]
id = "parser"
cycle = 2
[[task]]
id = "tokens"
plan = "parser"
minutes = 30
files = { "src/t.c" = "tokens" }
[[task]]
id = "trees"
plan = "parser"
after = ["tokens"]
files = { "src/u.c" = "trees" }
shared = { "src/all.c" = "uses trees" }
[faults]
crash = 0.25
mixed = 0.1
exactly = ["tokens@1 lie", "parser@2 bad_json"]
)",
                                           "play.toml");
  CHECK(describe(scenario) ==
        "plan parser in '' cycle 2 after '';\n"
        "tokens in 'parser' cycle 2 after '' src/t.c=tokens;\n"
        "trees in 'parser' cycle 2 after 'tokens' src/u.c=trees; src/all.c=uses trees\n");
  CHECK(scenario.seed == 7);
  CHECK(scenario.workers == 3);
  CHECK(scenario.time == Milliseconds{36'000'000});
  CHECK(scenario.person == Person::answers);
  CHECK(scenario.cycles == 2);
  CHECK(scenario.agents.work_minutes.high == 20.5);
  CHECK(scenario.nodes[1].duration == Milliseconds{1'800'000});
  CHECK(scenario.faults.shares == std::map<Fault, double>{{Fault::crash, 0.25}});
  CHECK(scenario.faults.exactly == std::map<std::pair<std::string, int>, Fault>{
                                       {{"parser", 2}, Fault::bad_json}, {{"tokens", 1}, Fault::lie}});
}

TEST_CASE("a tree is made up from a few numbers") {
  const Scenario scenario = parse_scenario(
      "[tree]\nlevels = 2\nplans = 1\ntasks = 5\ncycles = 2\nafter = 1\nshared = 1\n", "play.toml");
  CHECK(describe(scenario) ==
        "plan c1-p1 in '' cycle 1 after '';\n"
        "plan c2-p1 in '' cycle 2 after '';\n"
        "c1-p1-t1 in 'c1-p1' cycle 1 after '' src/c1-p1/c1-p1-t1.txt=done by c1-p1-t1; "
        "src/c1-p1/all.txt=has c1-p1-t1\n"
        "c1-p1-t2 in 'c1-p1' cycle 1 after 'c1-p1-t1' src/c1-p1/c1-p1-t2.txt=done by c1-p1-t2; "
        "src/c1-p1/all.txt=has c1-p1-t2\n"
        "c2-p1-t1 in 'c2-p1' cycle 2 after '' src/c2-p1/c2-p1-t1.txt=done by c2-p1-t1; "
        "src/c2-p1/all.txt=has c2-p1-t1\n"
        "c2-p1-t2 in 'c2-p1' cycle 2 after 'c2-p1-t1' src/c2-p1/c2-p1-t2.txt=done by c2-p1-t2; "
        "src/c2-p1/all.txt=has c2-p1-t2\n"
        "c2-p1-t3 in 'c2-p1' cycle 2 after 'c2-p1-t2' src/c2-p1/c2-p1-t3.txt=done by c2-p1-t3; "
        "src/c2-p1/all.txt=has c2-p1-t3\n");
}

TEST_CASE("everything that is wrong with a scenario is said at once with its place") {
  CHECK(refusal_of(R"(wokers = 3
person = "dead"
[tree]
taks = 3
[agents]
cost = [2, 1]
[faults]
crahs = 0.1
lie = 2
exactly = ["tokens lie", "x@1 lost_hub"]
)") == "play.toml:1:1: unknown key 'wokers', did you mean 'workers'?\n"
       "play.toml:2:10: unknown person 'dead'\n"
       "play.toml:4:1: unknown key 'taks' in [tree], did you mean 'tasks'?\n"
       "play.toml:6:8: 'cost' in [agents] must be the least and the most, as two numbers: [20, 60]\n"
       "play.toml:8:1: unknown key 'crahs' in [faults], did you mean 'crash'?\n"
       "play.toml:9:7: 'lie' in [faults] must be from 0 to 1, not 2\n"
       "play.toml:10:11: 'exactly' in [faults] must be like \"tokens@1 lie\", not 'tokens lie'\n"
       "play.toml:10:11: 'exactly' in [faults] names 'lost_hub', which is no fault of an attempt: give it a "
       "share");
  CHECK(refusal_of("") == "play.toml:1:1: there is no task: give [tree] or [[task]]");
  CHECK(refusal_of(R"([[plan]]
id = "a"
parent = "b"
[[task]]
id = "t"
plan = "c"
[[task]]
id = "u"
after = ["t"]
)") == "play.toml:1:1: 'b' is no [[plan]] above it\n"
       "play.toml:4:1: 'c' is no [[plan]] above it\n"
       "play.toml:7:1: 't', which it comes after, is no task of the same plan above it\n"
       "play.toml:7:1: the task 'u' makes no files: give it files = { … }");
}

TEST_CASE("every scenario that comes with Reeve can be read") {
  for (const BuiltInScenario& one : built_in_scenarios()) {
    INFO(one.name);
    CHECK_FALSE(parse_scenario(one.text, one.name).title.empty());
  }
}

}  // namespace

}  // namespace scenario_test
