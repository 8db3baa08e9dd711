// Agents, their prices, the roles that name them, and what they may use.
#include "config/config.h"
#include "config/problems.h"
#include "support/catch.h"

namespace config_agents_test {

using namespace reeve;
using namespace reeve::test;

namespace {

using Texts = std::vector<std::string>;

// The problem of one line in the entry of an agent with this preset, without its place.
std::string agent_problem(const std::string& preset, const std::string& line) {
  std::string toml = "[agents.a]\npreset = \"" + preset + "\"\n";
  if (preset == "command") toml += "command = [\"x\"]\n";
  if (preset != "command") toml += "model = \"m\"\n";
  const std::string problem = problems_of(toml + line + "\n[prices]\nm = \"free\"\n");
  const auto place = problem.find(": ");
  return place == std::string::npos ? problem : problem.substr(place + 2);
}

std::string limits_problem(const std::string& toml) {
  const std::string problem = problems_of(toml);
  const auto place = problem.find(": ");
  return place == std::string::npos ? problem : problem.substr(place + 2);
}

}  // namespace

TEST_CASE("every key of an agent reaches its field") {
  const Config config = parse_config(R"(
[agents.large]
preset = "claude"
command = ["/opt/claude"]
args = ["--verbose"]
model = "m-1"
pass_env = ["KEY"]
turns = 7
tokens = 8
cost = 0.5
sandbox = "none"
network = "http://127.0.0.1:3128"
sandbox_read = ["/opt", "~/.cargo"]
sandbox_write = ["~/.cache"]

[agents.local]
preset = "openai"
model = "m-2"
base_url = "http://127.0.0.1:8000/v1"
key_env = "none"
answer_tokens = 100
tools = "none"
sandbox = "bwrap"
network = "off"

[prices]
m-1 = { input = 3, cache_read = 0.3, cache_write = 3.75, output = 15 }
m-2 = "free"
)",
                                     "config.toml");
  const AgentConfig& large = config.agents.at("large");
  CHECK(large.command == Texts{"/opt/claude"});
  CHECK(large.arguments == Texts{"--verbose"});
  CHECK(large.model == "m-1");
  CHECK(large.turns == 7U);
  CHECK(large.tokens == 8);
  CHECK(large.cost == 0.5);
  CHECK(large.sandbox == Sandbox::none);
  CHECK(large.network == Network::proxy);
  CHECK(large.proxy == "http://127.0.0.1:3128");
  CHECK(large.read == Texts{"/opt", "~/.cargo"});
  CHECK(large.write == Texts{"~/.cache"});
  CHECK(large.price == Price{3, 0.3, 3.75, 15});
  const AgentConfig& local = config.agents.at("local");
  CHECK(local.base_url == "http://127.0.0.1:8000/v1");
  CHECK(local.key_variable == "none");
  CHECK(local.answer_tokens == 100);
  CHECK(local.tools == AgentTools::none);
  CHECK(local.sandbox == Sandbox::bwrap);
  CHECK(local.network == Network::off);
  CHECK(local.price == Price{});
}

TEST_CASE("an agent without a model is told to add one") {
  CHECK(problems_of("[agents.a]\npreset = \"claude\"\n") ==
        "config.toml:1:1: agent 'a' names no model, add model = \"…\"");
}

TEST_CASE("a preset that is none is told with the nearest one") {
  CHECK(problems_of("[agents.a]\npreset = \"comand\"") ==
        "config.toml:2:10: unknown preset 'comand', did you mean 'command'?");
  CHECK(problems_of("[agents.a]\npreset = \"cluade\"\nmodel = \"m\"") ==
        "config.toml:2:10: unknown preset 'cluade', did you mean 'claude'?");
}

TEST_CASE("an agent that does not say its cost needs the price of its model") {
  const std::string agent = "[agents.a]\npreset = \"codex\"\nmodel = \"m\"\n";
  CHECK(
      problems_of(agent) ==
      "config.toml:1:9: the price of model 'm' is not known, add [prices.\"m\"] with input and output, for a "
      "million tokens; or \"m\" = \"free\" in [prices]");
  CHECK(problems_of(agent + "[prices.m]\ninput = 1\noutput = 2\n") == "accepted");
  CHECK(parse_config(agent + "[prices.m]\ninput = 1\noutput = 2\n", "c").agents.at("a").price ==
        Price{1, 1, 1, 2});
  CHECK(problems_of("[agents.a]\npreset = \"claude\"\nmodel = \"m\"\n") == "accepted");
}

TEST_CASE("a price that is none is told") {
  CHECK(problems_of("[prices]\nm = 3\n") ==
        "config.toml:2:5: 'm' in [prices] must be a table of prices, or \"free\"");
  CHECK(problems_of("[prices]\nm = \"cheap\"\n") ==
        "config.toml:2:5: 'm' in [prices] must be a table of prices, or \"free\"");
  CHECK(problems_of("[prices.m]\ninput = 1\n") == "config.toml:1:1: 'm' in [prices] has no 'output'");
  CHECK(problems_of("[prices.m]\ninput = -1\noutput = 1\n").find("must be from 0 to") != std::string::npos);
}

TEST_CASE("a word that an agent's key does not know is told") {
  CHECK(agent_problem("claude", "sandbox = \"bwarp\"") == "unknown sandbox 'bwarp', did you mean 'bwrap'?");
  CHECK(agent_problem("openai", "tools = \"bsah\"") == "unknown tools 'bsah', did you mean 'bash'?");
  CHECK(agent_problem("claude", "network = \"of\"") ==
        "'network' in [agents.a] must be \"on\", \"off\" or the address of a proxy, not 'of'");
  CHECK(agent_problem("openai", "base_url = \"localhost\"") ==
        "'base_url' in [agents.a] must be an address such as \"http://127.0.0.1:8000\", not 'localhost'");
  CHECK(agent_problem("openai", "key_env = \"my key\"") ==
        "'key_env' in [agents.a] must be the name of a variable, or \"none\", not 'my key'");
  CHECK(agent_problem("claude", "sandbox_read = [\"src\"]") ==
        "'src' of 'sandbox_read' in [agents.a] must begin with '/' or '~/'");
}

TEST_CASE("a key that means nothing with the preset is told") {
  CHECK(agent_problem("openai", "command = [\"x\"]") ==
        "agent 'a' has 'command', which is for programs, not for preset \"openai\"");
  CHECK(agent_problem("command", "args = [\"x\"]") ==
        "agent 'a' has 'args', which is for coding CLIs; put them into 'command'");
  for (const std::string line :
       {"base_url = \"http://x\"", "key_env = \"none\"", "answer_tokens = 5", "tools = \"bash\""}) {
    const std::string key = line.substr(0, line.find(' '));
    CHECK(agent_problem("claude", line) ==
          "agent 'a' has '" + key + "', which is for the presets \"anthropic\" and \"openai\"");
  }
}

TEST_CASE("every ladder reaches its role, and names agents that there are") {
  const std::string agents =
      "[agents.a]\npreset = \"command\"\ncommand = [\"x\"]\n[agents.b]\npreset = \"command\"\ncommand = "
      "[\"y\"]\n";
  const RolesConfig roles =
      parse_config(agents +
                       "[roles]\nplanner = [\"b\"]\nworker = [\"a\", \"b\"]\nworker_easy = "
                       "[\"a\"]\nworker_hard = [\"b\"]\njudge = [\"b\", \"a\"]\n",
                   "config.toml")
          .roles;
  CHECK(roles.planner == Texts{"b"});
  CHECK(roles.worker == Texts{"a", "b"});
  CHECK(roles.worker_easy == Texts{"a"});
  CHECK(roles.worker_hard == Texts{"b"});
  CHECK(roles.judge == Texts{"b", "a"});
  CHECK(problems_of(agents + "[roles]\nworker_hard = [\"c\"]\n").find("no agent is named 'c'") !=
        std::string::npos);
}

TEST_CASE("the limits of attempts and budgets reach their fields") {
  const LimitsConfig limits = parse_config(R"([limits]
guide_lines = 9
turns = 10
tokens = 11
cost = 1.5
processes = 12
memory = "1GB"
disk = "2GB"
[limits.task]
minutes = 600
tokens = 13
cost = 2
[limits.subtree]
tokens = 14
[limits.goal]
cost = 3
)",
                                           "config.toml")
                                  .limits;
  CHECK(limits.guide_lines == 9);
  CHECK(limits.turns == 10);
  CHECK(limits.tokens == 11);
  CHECK(limits.cost == 1.5);
  CHECK(limits.processes == 12);
  CHECK(limits.memory_bytes == 1ULL << 30);
  CHECK(limits.disk_bytes == 2ULL << 30);
  CHECK(limits.task == Budget{Milliseconds(36'000'000), 13, 2.0});
  CHECK(limits.subtree == Budget{{}, 14, {}});
  CHECK(limits.goal == Budget{{}, {}, 3.0});
}

TEST_CASE("a limit that is none is told") {
  CHECK(limits_problem("[limits]\nguide_lines = 0\n") ==
        "'guide_lines' in [limits] must be from 1 to 1000, not 0");
  CHECK(limits_problem("[limits]\nprocesses = 0\n") ==
        "'processes' in [limits] must be from 1 to 1000000, not 0");
  CHECK(limits_problem("[limits]\ncost = 0\n").starts_with("'cost' in [limits] must be more than 0"));
  CHECK(limits_problem("[limits]\ntokens = \"many\"\n").starts_with("'tokens' in [limits] must be"));
  CHECK(limits_problem("[limits]\nmemory = \"8 cows\"\n") ==
        "'memory' in [limits] must be a size such as \"20MB\", not '8 cows'");
  CHECK(limits_problem("[limits.goal]\nmoney = 1\n").starts_with("unknown key 'money' in [limits.goal]"));
}

}  // namespace config_agents_test
