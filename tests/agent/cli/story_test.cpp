// Runs of coding CLIs, from what they are given to what is kept of them.
#include <algorithm>
#include <cstdlib>
#include <map>

#include "agent/cli/recording.h"
#include "base/error.h"
#include "base/text.h"
#include "support/catch.h"

namespace story_test {

using namespace reeve;
namespace fs = std::filesystem;

namespace {

const Price price{.input = 10, .cache_read = 1, .cache_write = 10, .output = 100};

std::map<std::string, std::string> variables(const std::string& environment) {
  std::map<std::string, std::string> found;
  for (const std::string& line : split_lines(environment)) {
    const auto equals = line.find('=');
    if (equals != line.npos) found[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return found;
}

void set_variable(const char* name, const char* value) {
  ::setenv(name, value, 1);
}

}  // namespace

TEST_CASE("a CLI gets its command line, the prompt, a state of its own and the key that it needs") {
  set_variable("ANTHROPIC_API_KEY", "sk-ant-of-the-person");
  set_variable("OPENAI_API_KEY", "sk-for-somebody-else");
  RecordedCli cli("claude", "claude/ok");
  cli.request.agent.arguments = {"--append-system-prompt", "Be brief."};
  cli.request.agent.turns = 7;
  cli.request.agent.cost = 1.5;
  CHECK(cli.run().outcome == Outcome::done);
  const std::string folder = cli.request.folder.string();
  CHECK(cli.seen("argv", 1) ==
        "-p\n--output-format\nstream-json\n--verbose\n--model\nmaker/model-x\n--permission-mode\n"
        "acceptEdits\n--allowedTools\nBash\nEdit\nWrite\nRead\n--add-dir\n" +
            folder + "\n--max-turns\n7\n--max-budget-usd\n1.500000\n--append-system-prompt\nBe brief.\n");
  CHECK(cli.seen("prompt", 1) == "Do it.\n");
  auto environment = variables(cli.seen("env", 1));
  for (const char* changing : {"PATH", "PWD", "OLDPWD", "_", "SHLVL"}) environment.erase(changing);
  CHECK(environment == std::map<std::string, std::string>{{"ANTHROPIC_API_KEY", "sk-ant-of-the-person"},
                                                          {"CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"},
                                                          {"CLAUDE_CODE_MAX_RETRIES", "2"},
                                                          {"CLAUDE_CONFIG_DIR", folder + "/home/.claude"},
                                                          {"GIT_CEILING_DIRECTORIES", cli.place().string()},
                                                          {"HOME", folder + "/home"},
                                                          {"LANG", "C.UTF-8"},
                                                          {"REEVE_ATTEMPT", "1"},
                                                          {"REEVE_ID", "x-1"},
                                                          {"REEVE_OUT", folder + "/out"},
                                                          {"REEVE_SCOPE", ""},
                                                          {"REEVE_TASK", folder + "/task.json"},
                                                          {"TERM", "dumb"},
                                                          {"TMPDIR", folder + "/tmp"}});
  CHECK(fs::is_directory(folder + "/home/.claude"));
  ::unsetenv("ANTHROPIC_API_KEY");
  ::unsetenv("OPENAI_API_KEY");
}

TEST_CASE("gemini gets settings that say how it logs in and how many turns it has") {
  set_variable("GEMINI_API_KEY", "key-of-the-person");
  RecordedCli cli("gemini", "gemini/ok");
  cli.request.agent.turns = 7;
  CHECK(cli.run().outcome == Outcome::done);
  const fs::path settings = cli.request.folder / "home/.gemini/settings.json";
  CHECK(read_file(settings) ==
        "{\"security\":{\"auth\":{\"selectedType\":\"gemini-api-key\"}},\"model\":{\"maxSessionTurns\":7},"
        "\"general\":{\"disableAutoUpdate\":true},\"privacy\":{\"usageStatisticsEnabled\":false}}\n");
  CHECK((fs::status(settings).permissions() & fs::perms::others_read) == fs::perms::none);
  ::unsetenv("GEMINI_API_KEY");
}

TEST_CASE("tokens without a price have no cost, and with one they do") {
  RecordedCli cli("codex", "codex/ok");
  CHECK(cli.run().usage.cost == std::nullopt);
  cli.request.agent.price = price;
  CHECK(std::to_string(cli.run().usage.cost.value_or(0)) == "0.034600");
}

TEST_CASE("a CLI that uses more than it may is interrupted, and what it prints then still counts") {
  RecordedCli cli("claude", "story/costly");
  cli.request.agent.price = price;
  cli.request.agent.cost = 0.02;
  CHECK(told(cli.run()) ==
        "outcome: limit_budget\nreason: the agent: stopped at a cost of 0.0356 of 0.0200\n"
        "session: ac7e1f04\nmodel: claude-sonnet-4-5\nversion: 1.2.3\n"
        "usage: turns 2, input 2500, cache_read 600, cache_write 0, output 100, cost 0.05000\n");
  cli.request.agent.cost = 10;
  cli.request.agent.tokens = 2'000;
  CHECK(cli.run().reason == "the agent: stopped after 3200 of 2000 tokens");
  cli.request.agent.tokens.reset();
  cli.request.agent.turns = 1;
  const AgentReport turns = cli.run();
  CHECK(turns.outcome == Outcome::limit_turns);
  CHECK(turns.reason == "the agent: stopped in turn 2 of 1");
}

TEST_CASE("a CLI is not started when nothing is left to use") {
  RecordedCli cli("codex", "codex/ok");
  cli.request.left.tokens = 0;
  CHECK(told(cli.run()) == "outcome: limit_budget\nreason: the agent was not started: no token is left\n");
  CHECK_FALSE(fs::exists(cli.place() / "runs"));
}

TEST_CASE("a correction goes on with the session of the first round") {
  RecordedCli cli("codex", "codex/ok");
  cli.request.objections = [](const std::string&) { return std::vector<std::string>(); };
  CHECK(cli.run().handoff.concerns ==
        std::vector<std::string>{"its result file was refused: it is not there, or too large"});
  CHECK(cli.seen("argv", 1).ends_with("-m\nmaker/model-x\n-\n"));
  CHECK(
      cli.seen("argv", 2).ends_with("-m\nmaker/model-x\nresume\n01a1fe63-1925-7d41-825d-abb732047fec\n-\n"));
  CHECK(cli.seen("prompt", 2).find("it is not there, or too large") != std::string::npos);
}

TEST_CASE("the usage of both rounds counts, and no correction is tried with nothing left") {
  RecordedCli cli("opencode", "opencode/ok");
  cli.request.objections = [](const std::string&) { return std::vector<std::string>(); };
  CHECK(cli.run().usage.output == 200);
  RecordedCli summing("codex", "codex/ok");  // which tells in the second round what both have used
  summing.request.objections = cli.request.objections;
  CHECK(summing.run().usage.output == 100);
  RecordedCli poor("codex", "codex/ok");
  poor.request.objections = cli.request.objections;
  poor.request.agent.tokens = 3'100;
  CHECK(poor.run().outcome == Outcome::done);
  CHECK(read_file(poor.place() / "runs") == "run\n");
}

TEST_CASE("the version is asked once for each program") {
  RecordedCli cli("pi", "story/version");
  CHECK(cli.run().trace == AgentTrace{"claude-sonnet-4-5", "1.2.3", ""});
  CHECK(read_file(cli.request.folder / "versions") == "run\n");
  CHECK(cli.run().trace.version == "1.2.3");
  CHECK_FALSE(fs::exists(cli.request.folder / "versions"));
}

TEST_CASE("a key that a CLI prints reaches neither the log nor the report") {
  set_variable("CODEX_API_KEY", "sk-planted-0123456789");
  RecordedCli cli("codex", "story/key");
  cli.request.objections = [](const std::string&) { return std::vector<std::string>(); };
  const AgentReport report = cli.run();
  CHECK(report.outcome == Outcome::auth);
  CHECK(report.reason == "the agent: unexpected status 401 for ***CODEX_API_KEY***");
  CHECK(report.text == "I found ***CODEX_API_KEY***.");
  const std::string log = read_file(cli.request.log);
  CHECK(log.find("***CODEX_API_KEY***") != std::string::npos);
  CHECK(log.find("sk-planted") == std::string::npos);
  CHECK(variables(cli.seen("env", 1)).at("CODEX_API_KEY") == "sk-planted-0123456789");
  ::unsetenv("CODEX_API_KEY");
}

TEST_CASE("a CLI is found where the person has it, with the interpreter that it names") {
  const TemporaryFolder programs;
  const fs::path bin = programs.path() / "bin";
  make_folders(bin);
  make_folders(programs.path() / "node");
  fs::create_symlink("/bin/sh", programs.path() / "node/reeve-node");
  write_file(bin / "pi", "#!/usr/bin/env reeve-node\nprintf '%s\\n' \"$PATH\" > ../path\ncat > ../prompt\n");
  fs::permissions(bin / "pi", fs::perms::owner_all);
  const std::string before = std::getenv("PATH");
  set_variable("PATH", (before + ":" + bin.string() + ":" + (programs.path() / "node").string()).c_str());
  RecordedCli cli("pi", "pi/ok");
  cli.request.agent.command.clear();
  const AgentReport report = run_agent(cli.request);
  set_variable("PATH", before.c_str());
  CHECK(report.reason == "the agent: it ended without saying how");
  CHECK(read_file(cli.place() / "path") == minimal_environment().at("PATH") + ":" + bin.string() + ":" +
                                               (programs.path() / "node").string() + "\n");
}

TEST_CASE("a CLI that is not installed is an error of the configuration") {
  RecordedCli cli("pi", "pi/ok");
  cli.request.agent.command = {"no-such-cli"};
  try {
    run_agent(cli.request);
    FAIL("it ran");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::configuration);
    CHECK(std::string(error.what()) == "agent 'recorded': there is no program 'no-such-cli' in PATH");
    CHECK(error.hint() == "install it, or say where it is: command = [\"/path/to/no-such-cli\"]");
  }
}

}  // namespace story_test
