#include "config/config.h"

#include "base/error.h"
#include "base/text.h"
#include "config/problems.h"
#include "support/catch.h"

namespace config_test {

using namespace reeve;
using namespace reeve::test;

namespace {

using Texts = std::vector<std::string>;

Config parsed(std::string_view toml) {
  return parse_config(toml, "config.toml");
}

constexpr std::string_view kAgent = R"([agents.small]
preset = "command"
command = ["agent"]
)";

// The problems of one line in [limits].
std::string limit_problem(const std::string& line) {
  return problems_of("[limits]\n" + line);
}

}  // namespace

TEST_CASE("an empty file gives the defaults") {
  const Config config = parsed("");
  CHECK(config.source == "config.toml");
  CHECK(config.hub.remote.empty());
  CHECK(config.hub.landing.empty());
  CHECK(config.hub.branches == 0);
  CHECK(config.agents.empty());
  CHECK(config.roles.planner.empty());
  CHECK(config.roles.worker.empty());
  CHECK(config.roles.judge.empty());
  CHECK(config.gate.checks.empty());
  CHECK(config.gate.policy == "strict");
  CHECK(config.gate.protected_paths ==
        Texts{".reeve", ".github/workflows/**", ".github/actions/**", ".gitlab-ci.yml"});
  CHECK(config.gate.batch == 16);
  CHECK(config.gate.check_wall == std::chrono::minutes(30));
  CHECK(config.gate.pass_environment.empty());
  CHECK(config.gate.environment.empty());
  CHECK(config.limits.workers == 8);
  CHECK(config.limits.attempts == 4);
  CHECK(config.limits.lost == 20);
  CHECK(config.limits.tasks_per_plan == 1000);
  CHECK(config.limits.tasks_per_goal == 5000);
  CHECK(config.limits.depth == 3);
  CHECK(config.limits.lease == std::chrono::minutes(10));
  CHECK(config.limits.wall == std::chrono::minutes(60));
  CHECK(config.limits.idle == std::chrono::minutes(15));
  CHECK(config.limits.snapshot_interval == std::chrono::seconds(60));
  CHECK(config.limits.output_bytes == 64 * 1024 * 1024);
  CHECK(config.limits.file_bytes == 20 * 1024 * 1024);
  CHECK(config.limits.change_bytes == 100 * 1024 * 1024);
}

TEST_CASE("every key of a full file reaches its field") {
  const Config config = parsed(R"(
[agents.codemod]
preset = "command"
command = ["scripts/codemod.sh", "{scope}"]
model = "none"
pass_env = ["PATH", "HOME"]
env = { MODE = "fast", EMPTY = "" }
minutes = 2.5
idle_minutes = 1
output = "1MB"

[agents."big.one"]
preset = "command"
command = ["big"]

[roles]
planner = ["big.one"]
worker = ["codemod", "big.one"]
judge = ["big.one"]

[gate]
checks = ["make", "make test"]
policy = "strict"
protected = ["./deploy//*.yml", "LICENSE"]
batch = 500
minutes = 0.5
pass_env = ["PATH"]

[gate.env]
CI = "1"

[limits]
workers = 1
attempts = 2
lost = 3
tasks_per_plan = 4
tasks_per_goal = 5
depth = 6
lease_minutes = 7
minutes = 8
idle_minutes = 9
snapshot_seconds = 0.25
output = 11
file_size = "12KB"
change_size = "1g"
)");
  REQUIRE(config.agents.size() == 2);
  const AgentConfig& codemod = config.agents.at("codemod");
  CHECK(codemod.name == "codemod");
  CHECK(codemod.preset == "command");
  CHECK(codemod.command == Texts{"scripts/codemod.sh", "{scope}"});
  CHECK(codemod.model == "none");
  CHECK(codemod.pass_environment == Texts{"PATH", "HOME"});
  CHECK(codemod.environment == std::map<std::string, std::string>{{"EMPTY", ""}, {"MODE", "fast"}});
  CHECK(codemod.wall == Milliseconds(150'000));
  CHECK(codemod.idle == Milliseconds(60'000));
  CHECK(codemod.output_bytes == 1024U * 1024U);
  const AgentConfig& big = config.agents.at("big.one");
  CHECK(big.command == Texts{"big"});
  CHECK_FALSE(big.wall);
  CHECK_FALSE(big.idle);
  CHECK_FALSE(big.output_bytes);
  CHECK(config.roles.planner == Texts{"big.one"});
  CHECK(config.roles.worker == Texts{"codemod", "big.one"});
  CHECK(config.roles.judge == Texts{"big.one"});
  CHECK(config.gate.checks == Texts{"make", "make test"});
  CHECK(config.gate.protected_paths == Texts{".reeve", "deploy/*.yml", "LICENSE"});
  CHECK(config.gate.batch == 500);
  CHECK(config.gate.check_wall == Milliseconds(30'000));
  CHECK(config.gate.pass_environment == Texts{"PATH"});
  CHECK(config.gate.environment == std::map<std::string, std::string>{{"CI", "1"}});
  CHECK(config.limits.workers == 1);
  CHECK(config.limits.attempts == 2);
  CHECK(config.limits.lost == 3);
  CHECK(config.limits.tasks_per_plan == 4);
  CHECK(config.limits.tasks_per_goal == 5);
  CHECK(config.limits.depth == 6);
  CHECK(config.limits.lease == std::chrono::minutes(7));
  CHECK(config.limits.wall == std::chrono::minutes(8));
  CHECK(config.limits.idle == std::chrono::minutes(9));
  CHECK(config.limits.snapshot_interval == Milliseconds(250));
  CHECK(config.limits.output_bytes == 11);
  CHECK(config.limits.file_bytes == 12 * 1024);
  CHECK(config.limits.change_bytes == 1024 * 1024 * 1024);
}

TEST_CASE("the configuration folder stays protected when nothing else is") {
  CHECK(parsed("[gate]\nprotected = []\n").gate.protected_paths == Texts{".reeve"});
}

TEST_CASE("a size is bytes or a number with a unit of 1024") {
  const auto size_of = [](const std::string& written) {
    return parsed("[limits]\noutput = " + written).limits.output_bytes;
  };
  CHECK(size_of("1") == 1);
  CHECK(size_of("1_000") == 1'000);
  CHECK(size_of("\"700\"") == 700);
  CHECK(size_of("\"700B\"") == 700);
  CHECK(size_of("\"512KB\"") == 512 * 1024);
  CHECK(size_of("\"20 MB\"") == 20 * 1024 * 1024);
  CHECK(size_of("\"20m\"") == 20 * 1024 * 1024);
  CHECK(size_of("\"3Gb\"") == 3ULL * 1024 * 1024 * 1024);
  CHECK(size_of("\"1TB\"") == 1ULL << 40);
}

TEST_CASE("what is no size says how one is written") {
  CHECK(limit_problem("output = \"lots\"") ==
        "config.toml:2:10: 'output' in [limits] must be a size such as \"20MB\", not 'lots'");
  CHECK(limit_problem("output = \"1.5MB\"") ==
        "config.toml:2:10: 'output' in [limits] must be a size such as \"20MB\", not '1.5MB'");
  CHECK(limit_problem("output = \"-1MB\"") ==
        "config.toml:2:10: 'output' in [limits] must be a size such as \"20MB\", not '-1MB'");
  CHECK(limit_problem("output = \"\"") ==
        "config.toml:2:10: 'output' in [limits] must be a size such as \"20MB\", not ''");
  CHECK(limit_problem("output = 1.5") ==
        "config.toml:2:10: 'output' in [limits] must be a size such as \"20MB\", not a fraction");
  CHECK(limit_problem("output = 0") ==
        "config.toml:2:10: 'output' in [limits] must be from 1 byte to 1TB, not '0'");
  CHECK(limit_problem("output = -7") ==
        "config.toml:2:10: 'output' in [limits] must be from 1 byte to 1TB, not '-7'");
  CHECK(limit_problem("output = \"2TB\"") ==
        "config.toml:2:10: 'output' in [limits] must be from 1 byte to 1TB, not '2TB'");
  CHECK(limit_problem("output = \"99999999999999999999999\"") ==
        "config.toml:2:10: 'output' in [limits] must be from 1 byte to 1TB, not '99999999999999999999999'");
}

TEST_CASE("a number out of range says the range") {
  CHECK(limit_problem("workers = 0") ==
        "config.toml:2:11: 'workers' in [limits] must be from 1 to 1000, not 0");
  CHECK(limit_problem("depth = -3") == "config.toml:2:9: 'depth' in [limits] must be from 1 to 20, not -3");
  CHECK(problems_of("[gate]\nbatch = 501") ==
        "config.toml:2:9: 'batch' in [gate] must be from 1 to 500, not 501");
  CHECK(limit_problem("minutes = 0") ==
        "config.toml:2:11: 'minutes' in [limits] must be more than 0 and at most 43200, not 0");
  CHECK(limit_problem("snapshot_seconds = -0.5") ==
        "config.toml:2:20: 'snapshot_seconds' in [limits] must be more than 0 and at most 2592000, not -0.5");
  CHECK(limit_problem("minutes = nan") ==
        "config.toml:2:11: 'minutes' in [limits] must be more than 0 and at most 43200, not nan");
  CHECK(limit_problem("minutes = inf") ==
        "config.toml:2:11: 'minutes' in [limits] must be more than 0 and at most 43200, not inf");
}

TEST_CASE("a wrong type says what was expected and what was found") {
  CHECK(limit_problem("workers = \"8\"") ==
        "config.toml:2:11: 'workers' in [limits] must be a whole number, not a string");
  CHECK(limit_problem("workers = 1.5") ==
        "config.toml:2:11: 'workers' in [limits] must be a whole number, not a fraction");
  CHECK(limit_problem("minutes = true") ==
        "config.toml:2:11: 'minutes' in [limits] must be a number, not true or false");
  CHECK(problems_of("[gate]\nchecks = \"make\"") ==
        "config.toml:2:10: 'checks' in [gate] must be an array, not a string");
  CHECK(problems_of("[gate]\nchecks = [\"make\", 7]") ==
        "config.toml:2:19: element 2 of 'checks' in [gate] must be a string, not a whole number");
  CHECK(problems_of("[gate]\npolicy = 2026-11-21") ==
        "config.toml:2:10: 'policy' in [gate] must be a string, not a date or time");
  CHECK(problems_of("[gate]\nenv = []") == "config.toml:2:7: 'env' in [gate] must be a table, not an array");
  CHECK(problems_of("[gate]\nenv = { CI = 1 }") ==
        "config.toml:2:14: 'CI' of 'env' in [gate] must be a string, not a whole number");
  CHECK(problems_of("gate = 3") == "config.toml:1:8: 'gate' must be a table, not a whole number");
  CHECK(problems_of("[[gate]]\nbatch = 1") == "config.toml:1:1: 'gate' must be a table, not an array");
  CHECK(problems_of("agents = [\"a\"]") == "config.toml:1:10: 'agents' must be a table, not an array");
  CHECK(problems_of("[agents]\nopus = \"x\"") ==
        "config.toml:2:8: 'opus' in [agents] must be a table, not a string");
}

TEST_CASE("an unknown key is named with the nearest known one") {
  CHECK(problems_of("[gate]\nchekcs = []") ==
        "config.toml:2:1: unknown key 'chekcs' in [gate], did you mean 'checks'?");
  CHECK(problems_of("[gate]\n  colour = 1") == "config.toml:2:3: unknown key 'colour' in [gate]");
  CHECK(problems_of("[gates]") == "config.toml:1:2: unknown key 'gates', did you mean 'gate'?");
  CHECK(problems_of("[limits]\nidle = 3") ==
        "config.toml:2:1: unknown key 'idle' in [limits], did you mean 'idle_minutes'?");
  CHECK(problems_of("[roles]\nworkers = []") ==
        "config.toml:2:1: unknown key 'workers' in [roles], did you mean 'worker'?");
  CHECK(problems_of(std::string(kAgent) + "modle = \"x\"") ==
        "config.toml:4:1: unknown key 'modle' in [agents.small], did you mean 'model'?");
  CHECK(problems_of("\"a\\nb\\u001b\" = 1") == "config.toml:1:1: unknown key 'a\\nb\\x1b'");
}

TEST_CASE("a role may only name an agent that exists") {
  CHECK(problems_of("[roles]\nworker = [\"small\", \"smal\", \"huge\"]\n" + std::string(kAgent)) ==
        "config.toml:2:20: no agent is named 'smal', did you mean 'small'?\n"
        "config.toml:2:28: no agent is named 'huge'");
  CHECK(problems_of("[roles]\nplanner = [\"\"]") ==
        "config.toml:2:12: element 1 of 'planner' in [roles] is empty");
}

TEST_CASE("an agent needs a preset, and the command preset a command") {
  CHECK(problems_of("\n[agents.opus]\nmodel = \"x\"") ==
        "config.toml:2:1: agent 'opus' has no preset, add preset = \"command\"");
  CHECK(problems_of("[agents.opus]\npreset = \"command\"") ==
        "config.toml:1:1: agent 'opus' has no command, add command = [\"program\", \"argument\"]");
  CHECK(problems_of("[agents.opus]\npreset = \"command\"\ncommand = []") ==
        "config.toml:3:11: 'command' in [agents.opus] is empty");
  CHECK(problems_of("[agents.opus]\npreset = \"command\"\ncommand = [\"run\", \"\"]") ==
        "config.toml:3:19: element 2 of 'command' in [agents.opus] is empty");
  CHECK(problems_of("[agents.opus]\npreset = \"command\"\ncommand = [\"run\\u0000\"]") ==
        "config.toml:3:12: element 1 of 'command' in [agents.opus] has a NUL character in it");
}

TEST_CASE("an agent's name is one that refs and trailers can hold") {
  CHECK(problems_of("[agents.\"a b\"]\npreset = \"command\"\ncommand = [\"x\"]") ==
        "config.toml:1:9: agent name 'a b' must be 1 to 60 letters, digits, '-', '_' and '.'");
  CHECK(problems_of("[agents.me]\npreset = \"command\"\ncommand = [\"x\"]") ==
        "config.toml:1:9: agent name 'me' is reserved for the person of 'git reeve work --agent me'");
  CHECK(parsed("[agents.A-1_b]\npreset = \"command\"\ncommand = [\"x\"]").agents.contains("A-1_b"));
}

TEST_CASE("the gate's policy is one of three, with its slots, reruns and reverts") {
  const GateConfig gate =
      parsed("[gate]\npolicy = \"optimistic\"\nslots = 8\nreruns = 0\nreverts = 0\nred_minutes = 5").gate;
  CHECK(gate.policy == "optimistic");
  CHECK(gate.slots == 8);
  CHECK(gate.reruns == 0);
  CHECK(gate.reverts == 0);
  CHECK(gate.red == Milliseconds{5 * 60'000});
  CHECK(parsed("[gate]\npolicy = \"lanes\"").gate.policy == "lanes");
  CHECK(problems_of("[gate]\nslots = 0\nreruns = 11") ==
        "config.toml:2:9: 'slots' in [gate] must be from 1 to 1000, not 0\n"
        "config.toml:3:10: 'reruns' in [gate] must be from 0 to 10, not 11");
  CHECK(problems_of("[gate]\npolicy = \"strct\"") ==
        "config.toml:2:10: unknown policy 'strct', did you mean 'strict'?");
}

TEST_CASE("checks, patterns and variable names are checked one by one") {
  CHECK(problems_of("[gate]\nchecks = [\"make\", \" \\t\"]") ==
        "config.toml:2:19: element 2 of 'checks' in [gate] is empty");
  CHECK(problems_of("[gate]\nprotected = [\"ok/**\", \"/etc\", \"a/../b\", \"x[\"]") ==
        "config.toml:2:23: path pattern '/etc' is absolute\n"
        "config.toml:2:31: path pattern 'a/../b' has '..' in it\n"
        "config.toml:2:41: path pattern 'x[' has a '[' without its ']'");
  CHECK(problems_of("[gate]\npass_env = [\"PATH\", \"A=B\"]") ==
        "config.toml:2:21: 'A=B' is not a name of a variable (letters, digits and '_')");
  CHECK(problems_of("[gate]\nenv = { \"1A\" = \"x\" }") ==
        "config.toml:2:9: '1A' is not a name of a variable (letters, digits and '_')");
}

TEST_CASE("a syntax error says where it is") {
  CHECK(problems_of("[gate]\nchecks = [\"make\"\nbatch = 1") ==
        "config.toml:3:1: Error while parsing array: expected comma or closing ']', saw 'b'");
  CHECK(problems_of("[gate]\nbatch = 1\nbatch = 2").starts_with("config.toml:3:"));
  CHECK(problems_of("x = \"\xff\"").starts_with("config.toml:1:"));
}

TEST_CASE("all problems are reported at once, in the order of the file") {
  CHECK(problems_of(R"([limits]
workers = 0
speed = 1

[gate]
policy = "lane"
chekcs = ["make"]

[roles]
worker = ["smal"]

[agents.small]
preset = "claude"
minutes = "5"
)") == "config.toml:2:11: 'workers' in [limits] must be from 1 to 1000, not 0\n"
       "config.toml:3:1: unknown key 'speed' in [limits]\n"
       "config.toml:6:10: unknown policy 'lane', did you mean 'lanes'?\n"
       "config.toml:7:1: unknown key 'chekcs' in [gate], did you mean 'checks'?\n"
       "config.toml:10:11: no agent is named 'smal', did you mean 'small'?\n"
       "config.toml:12:1: agent 'small' names no model, add model = \"…\"\n"
       "config.toml:14:11: 'minutes' in [agents.small] must be a number, not a string");
}

TEST_CASE("the template is a valid file that changes nothing") {
  const Config config = parsed(config_template());
  const Config defaults = parsed("");
  CHECK(config.agents.empty());
  CHECK(config.roles.worker.empty());
  CHECK(config.gate.checks.empty());
  CHECK(config.gate.protected_paths == defaults.gate.protected_paths);
  CHECK(config.limits.workers == defaults.limits.workers);
}

TEST_CASE("what the template comments out is valid and shows the defaults") {
  std::string uncommented;
  for (const std::string& line : split_lines(config_template())) {
    const bool is_example = line.starts_with("# [") || line.find(" = ") != line.npos;
    uncommented += (is_example ? line.substr(2) : line) + "\n";
  }
  const Config config = parsed(uncommented);
  const Config defaults = parsed("");
  REQUIRE(config.agents.contains("codemod"));
  const AgentConfig& agent = config.agents.at("codemod");
  CHECK(agent.model.empty());
  CHECK(agent.wall == defaults.limits.wall);
  CHECK(agent.idle == defaults.limits.idle);
  CHECK(agent.output_bytes == defaults.limits.output_bytes);
  CHECK(config.roles.worker == Texts{"local", "large"});
  CHECK(config.gate.policy == defaults.gate.policy);
  CHECK(config.gate.slots == defaults.gate.slots);
  CHECK(config.gate.reruns == defaults.gate.reruns);
  CHECK(config.gate.protected_paths == defaults.gate.protected_paths);
  CHECK(config.gate.checks == Texts{"make", "make test", "make ui-test"});
  CHECK(config.gate.targets.at("app") == BuildTarget{{"app/**"}, {"parser"}});
  CHECK(config.gate.warm == defaults.gate.warm);
  CHECK(config.gate.share_receipts == defaults.gate.share_receipts);
  CHECK(config.gate.batch == defaults.gate.batch);
  CHECK(config.gate.check_wall == defaults.gate.check_wall);
  CHECK(config.gate.pass_environment == defaults.gate.pass_environment);
  CHECK(config.gate.environment == defaults.gate.environment);
  CHECK(config.limits.workers == defaults.limits.workers);
  CHECK(config.limits.attempts == defaults.limits.attempts);
  CHECK(config.limits.lost == defaults.limits.lost);
  CHECK(config.limits.tasks_per_plan == defaults.limits.tasks_per_plan);
  CHECK(config.limits.tasks_per_goal == defaults.limits.tasks_per_goal);
  CHECK(config.limits.depth == defaults.limits.depth);
  CHECK(config.limits.guide_lines == defaults.limits.guide_lines);
  CHECK(config.limits.turns == defaults.limits.turns);
  CHECK(config.limits.tokens == defaults.limits.tokens);
  CHECK(config.limits.cost == defaults.limits.cost);
  CHECK(config.limits.processes == defaults.limits.processes);
  CHECK(config.limits.memory_bytes == defaults.limits.memory_bytes);
  CHECK(config.limits.disk_bytes == defaults.limits.disk_bytes);
  CHECK(config.limits.goal == defaults.limits.goal);
  CHECK(config.limits.lease == defaults.limits.lease);
  CHECK(config.limits.wall == defaults.limits.wall);
  CHECK(config.limits.idle == defaults.limits.idle);
  CHECK(config.limits.snapshot_interval == defaults.limits.snapshot_interval);
  CHECK(config.limits.output_bytes == defaults.limits.output_bytes);
  CHECK(config.limits.file_bytes == defaults.limits.file_bytes);
  CHECK(config.limits.change_bytes == defaults.limits.change_bytes);
  CHECK(config.plan == defaults.plan);
  CHECK(config.cycle == defaults.cycle);
  CHECK(config.breaker == defaults.breaker);
}

TEST_CASE("planning, cycles and the breaker are read") {
  const Config config = parsed(R"(
[plan]
minutes = [5, 30]
files = [1, 1]
wakes = 2
findings = 3
hot = 4
[cycle]
landings = 5
hours = 0.5
most = 6
without_progress = 7
[breaker]
tasks = 8
minutes = 9
)");
  CHECK(config.plan == PlanConfig{{5, 30}, {1, 1}, 2, 3, 4});
  CHECK(config.cycle == CycleConfig{5, std::chrono::minutes(30), 6, 7});
  CHECK(config.breaker == BreakerConfig{8, std::chrono::minutes(9)});
}

TEST_CASE("a range is two whole numbers, the least first") {
  for (const char* range : {"[20]", "[30, 20]", "[0, 5]", "20", "[1.5, 2]", "[\"1\", 2]"}) {
    CHECK(problems_of(std::string("[plan]\nminutes = ") + range) ==
          "config.toml:2:11: 'minutes' in [plan] must be the least and the most, as two whole numbers: [20, "
          "180]");
  }
}

}  // namespace config_test
