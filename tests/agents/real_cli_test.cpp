// The coding CLIs as they are, and the direct agents, in one story: a goal is planned by an agent, the task
// is done by an agent with its own tools, checked and landed; only the model is ours. The programs are taken
// from PATH or from where tests/agents/install puts them; a CLI that is not there is skipped by its test's
// exit code (see CMakeLists.txt), never taken for one that works.
#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "hub/ledger.h"
#include "support/catch.h"
#include "support/fleet.h"
#include "support/loopback.h"
#include "support/model_server.h"
#include "task/ref_names.h"

namespace real_cli_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const std::string plan_json =
    R"({"tasks":[{"id":"two","title":"Write two into a.txt","body":"The file a.txt says two.",)"
    R"("accept":["a.txt says two"],"scope":["a.txt"],"checks":["grep -q two a.txt"],"minutes":30}],)"
    R"("handoff":{"summary":"one task"}})";

// A planner that writes its result with a shell, and a worker that changes a file with it, as any client's
// own shell tool does it.
std::string shell_steps() {
  JsonObject write;
  write.add("shell", "cat > \"$REEVE_OUT/result.json\" <<'end'\n" + plan_json + "\nend");
  JsonObject edit;
  edit.add("shell", "echo two > a.txt");
  // Some ask beside for a title.
  return R"({"when":{"no_tools":true},"text":"A title","repeat":9},)" + write.text() +
         R"(,{"text":"The plan is written."},)" + edit.text() + R"(,{"text":"It says two now."})";
}

struct Cli {
  std::string preset;
  std::string model;
  std::string entry;  // further lines of its entry; {url} is the model server's address
  bool says_its_cost = true;
};

const std::vector<Cli> clis{
    {"claude", "claude-sonnet-4-5", ""},
    {"codex", "test-model",
     "pass_env = [\"REEVE_TEST_KEY\"]\n"
     "args = [\"-c\", \"model_provider=loopback\", \"-c\", 'model_providers.loopback={name=\"loopback\","
     "base_url=\"{url}/v1\",env_key=\"REEVE_TEST_KEY\",wire_api=\"responses\"}']\n",
     false},
    {"opencode", "loopback/test-model", "pass_env = [\"OPENCODE_CONFIG_CONTENT\"]\n"},
    {"pi", "loopback/test-model", "pass_env = [\"REEVE_TEST_KEY\"]\n"},
};

std::string config_for(const Cli& cli, const std::string& url) {
  std::string config = "[agents.agent]\npreset = \"" + cli.preset + "\"\nmodel = \"" + cli.model + "\"\n" +
                       replace_all(cli.entry, "{url}", url) +
                       "[roles]\nplanner = [\"agent\"]\nworker = [\"agent\"]\n";
  if (!cli.says_its_cost) config += "[prices]\n\"" + cli.model + "\" = { input = 1000, output = 5000 }\n";
  return config;
}

// The variables of a person who has set up each of the programs for a provider of his own.
void set_up_person(const std::string& url, const std::filesystem::path& home) {
  ::setenv("REEVE_TEST_KEY", ModelServer::key, 1);
  ::setenv("ANTHROPIC_API_KEY", ModelServer::key, 1);
  ::setenv("ANTHROPIC_BASE_URL", url.c_str(), 1);
  const std::string provider =
      R"({"provider":{"loopback":{"npm":"@ai-sdk/openai-compatible","options":{"baseURL":")" + url +
      R"(/v1","apiKey":")" + ModelServer::key + R"("},"models":{"test-model":{"name":"test"}}}}})";
  ::setenv("OPENCODE_CONFIG_CONTENT", provider.c_str(), 1);
  make_folders(home / "pi");
  write_file(home / "pi" / "models.json",
             R"({"providers":{"loopback":{"baseUrl":")" + url +
                 R"(/v1","api":"openai-completions","apiKey":"REEVE_TEST_KEY","models":[{"id":"test-model",)"
                 R"("cost":{"input":1,"output":5,"cacheRead":0,"cacheWrite":0}}]}}})");
  ::setenv("PI_CODING_AGENT_DIR", (home / "pi").c_str(), 1);
}

// What git-reeve says, for messages, with how it ended if that was badly.
std::string told(const ProcessResult& result) {
  return (result.succeeded() ? "" : describe_end(result) + "\n") + result.out + result.err;
}

// The logs of all attempts, each cut to its last `most` bytes.
std::string logs_of(FleetRepository& fleet, std::size_t most) {
  std::string text;
  const auto folder = fleet.path() / "reeve" / "logs";
  if (!std::filesystem::exists(folder)) return text;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string log = read_file(entry.path());
    text +=
        entry.path().filename().string() + ":\n" + log.substr(log.size() - std::min(log.size(), most)) + "\n";
  }
  return text;
}

constexpr std::size_t for_messages = 3'000;
constexpr std::size_t whole = std::size_t{1} << 30;

void require_story(const Cli& cli, const std::string& steps) {
  ModelServer server;
  TemporaryFolder home;
  set_up_person(server.url(), home.path());
  server.will_do(steps);
  FleetRepository fleet({{"a.txt", "one\n"}, {"b.txt", "one\n"}}, config_for(cli, server.url()));
  const std::string planned = told(fleet.reeve({"plan"}));
  INFO(planned << "\n" << logs_of(fleet, for_messages));
  REQUIRE(planned.find("published 1 task for goal goal-aaaa") != std::string::npos);
  const std::string ran = told(fleet.reeve({"run", "--quiet", "-j", "1"}));
  INFO(ran << "\n" << logs_of(fleet, for_messages));
  REQUIRE(fleet.landings().size() == 1);
  CHECK(fleet.scratch().files_of(fleet.target()).at("a.txt") == "two\n");
  const auto ledger = fleet.hub().read(std::string(refs::ledger));
  const std::string note = read_ledger(fleet.repository(), ledger, fleet.target()).value_or("");
  INFO(note);
  CHECK(note.find("\"agent\":\"agent\"") != std::string::npos);
  CHECK(note.find("\"cost\":") != std::string::npos);
  CHECK(note.find("\"output\":") != std::string::npos);
  CHECK(note.find("\"prompt\":") != std::string::npos);
  CHECK((note + logs_of(fleet, whole) + planned + ran).find(ModelServer::key) == std::string::npos);
  CHECK(processes_with(fleet.path().string()).empty());
}

}  // namespace

TEST_CASE("a coding CLI plans a goal, does its task with its own tools, and the task lands") {
  const char* wanted = std::getenv("REEVE_TEST_CLI");
  REQUIRE(wanted != nullptr);  // its name; CMakeLists.txt has one test for each
  for (const Cli& cli : clis) {
    if (cli.preset == wanted) require_story(cli, shell_steps());
  }
}

TEST_CASE("a model plans a goal in one call, does its task with bash, and the task lands") {
  for (const char* preset : {"anthropic", "openai"}) {
    INFO(preset);
    const Cli model{preset, "test-model", "base_url = \"{url}\"\nkey_env = \"REEVE_TEST_KEY\"\n", false};
    require_story(model, R"({"json":)" + plan_json +
                             R"(},{"shell":"echo two > a.txt"},{"shell":"echo REEVE_TASK_IS_DONE"})");
  }
}

}  // namespace real_cli_test
