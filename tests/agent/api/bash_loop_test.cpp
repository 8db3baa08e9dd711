// A model that works by itself, in both wire formats, against a model on loopback.
#include "api_world.h"
#include "base/error.h"
#include "support/processes.h"

namespace bash_loop_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const std::vector<std::string> presets{"anthropic", "openai"};

const std::string write_result =
    shell(R"(echo '{"outcome":"done","handoff":{"summary":"wrote it"}}' > $REEVE_OUT/result.json)");

// The lines of a trajectory without times, each as "who: what".
std::vector<std::string> steps_in(const std::string& log) {
  std::vector<std::string> steps;
  for (const std::string& line : split_lines(log)) {
    const JsonDocument value = parse_json(line, "the trajectory");
    for (const char* name : {"speaker", "call", "end", "agent"}) {
      const JsonValue* member = json_member(value, name);
      if (member != nullptr) steps.push_back(member->IsString() ? member->GetString() : name);
    }
  }
  return steps;
}

std::string repeated(const std::string& steps, int count) {
  std::string all = steps;
  for (int i = 1; i < count; ++i) all += "," + steps;
  return all;
}

}  // namespace

TEST_CASE("a model edits a file through bash, writes its result and says that it is done") {
  for (const std::string& preset : presets) {
    INFO(preset);
    ApiWorld world(preset);
    const AgentReport report =
        world.run(R"({"text":"I write.","thinking":"hm",)" + shell("echo two > a.txt").substr(1) + "," +
                  write_result + "," + shell("printf 'REEVE_TASK_IS_DONE\\nDone.\\n'"));
    CHECK(world.told(report) == "done");
    CHECK(report.handoff.summary == "wrote it");
    CHECK(world.in_workspace("a.txt") == "two\n");
    CHECK(world.calls == 3);
    CHECK(report.trace.model == "test-model");
    CHECK(report.usage.turns == 3);
    CHECK(report.usage.input == 3000);
    CHECK(report.usage.output == 150);
    CHECK(report.usage.cost == 3.75);
    CHECK(steps_in(world.log()) == std::vector<std::string>{"small", "user", "call", "assistant", "tool",
                                                            "call", "assistant", "tool", "call", "assistant",
                                                            "tool", "done"});
    const JsonDocument request = std::move(world.server.requests().front());
    CHECK(json_string(request, "key") == "right");
    CHECK(world.last_body().find("hm") != std::string::npos);
  }
}

TEST_CASE("several calls of one answer run in their order, and none after the last one") {
  for (const std::string& preset : presets) {
    INFO(preset);
    ApiWorld world(preset);
    CHECK(world.told(R"({"calls":[{"tool":"bash","arguments":{"command":"echo 1 >> a"}},)"
                     R"({"tool":"bash","arguments":{"command":"echo 2 >> a"}},)"
                     R"({"tool":"bash","arguments":{"command":"echo REEVE_TASK_IS_DONE"}},)"
                     R"({"tool":"bash","arguments":{"command":"echo 3 >> a"}}]})") == "done");
    CHECK(world.in_workspace("a") == "1\n2\n");
    CHECK(world.log().find("(not run: the round had ended)") != std::string::npos);
  }
}

TEST_CASE("a bad result file goes back to the model in the same conversation") {
  for (const std::string& preset : presets) {
    INFO(preset);
    ApiWorld world(preset);
    const AgentReport report = world.run(shell("echo {} > $REEVE_OUT/result.json; echo done; false") + "," +
                                         finish + "," + write_result + "," + finish);
    CHECK(world.told(report) == "done");
    CHECK(report.handoff.summary == "wrote it");
    CHECK(report.usage.turns == 4);
    const std::string body = world.last_body();
    CHECK(body.find("Write two into a.txt.") != std::string::npos);
    CHECK(body.find("was refused") != std::string::npos);
  }
}

TEST_CASE("an answer without a call that can be run is objected to, and three in a row end the round") {
  for (const std::string& preset : presets) {
    INFO(preset);
    ApiWorld world(preset);
    const std::string malformed = R"({"calls":[{"tool":"bash","arguments":"{\"command\": \"l"}]})";
    const std::string unknown = R"({"calls":[{"tool":"edit","arguments":{}}]})";
    const std::string cut = R"({"text":"a long","end":"length"})";
    CHECK(world.told(R"({"text":"Hello."},)" + malformed + "," + shell("true") + "," + unknown + "," + cut +
                     "," + finish) == "done");
    const std::string body = world.last_body();
    for (const char* words :
         {"You called no tool, so nothing was done. Every answer must call 'bash' at least once.",
          "The arguments of the call are no JSON. Every answer",
          "There is no tool 'edit', only 'bash'. Every",
          "Your answer was cut off after 16000 tokens, and nothing of it was done."}) {
      CHECK(body.find(words) != std::string::npos);
    }
    CHECK(world.told(R"({"text":"So."},)" + malformed + "," + unknown) ==
          "stuck: its model made no call that can be run 3 times in a row: There is no tool 'edit', only "
          "'bash'.");
    CHECK(world.told(repeated(R"({"text":"Hello."})", 3)).starts_with("stuck: its model made no call"));
  }
}

TEST_CASE("the same command with the same output four times in a row is a round that is stuck") {
  for (const std::string& preset : presets) {
    INFO(preset);
    ApiWorld world(preset);
    world.request.limits.cost = 100;
    CHECK(world.told(repeated(shell("echo x"), 5)) ==
          "stuck: the same command gave the same output 4 times in a row: echo x");
    CHECK(world.calls == 4);
    CHECK(world.told(repeated(shell("echo x"), 3) + "," + shell("echo y") + "," +
                     repeated(shell("echo x"), 3) + "," + repeated(shell("echo x >> n; cat n"), 5) + "," +
                     finish) == "done");
  }
}

TEST_CASE("a model that removes its own workspace only harms itself") {
  ApiWorld world("anthropic");
  CHECK(world.told(shell("rm -rf ../tree") + "," + repeated(shell("true"), 4))
            .starts_with("stuck: the same command gave the same output 4 times in a row: true"));
}

TEST_CASE("limits hold before each call") {
  for (const std::string& preset : presets) {
    INFO(preset);
    ApiWorld world(preset);
    AgentConfig& agent = world.request.agent;
    const std::string steps = shell("echo 1") + "," + shell("echo 2") + "," + shell("echo 3") + "," + finish;
    agent.turns = 2;
    CHECK(world.told(steps) ==
          "limit_turns: it has called its model 2 times in this round, and may not again");
    CHECK(world.calls == 2);
    agent.turns.reset();
    agent.tokens = 2'000;
    CHECK(world.told(steps) == "limit_budget: it has used 2100 tokens, and had 2000");
    agent.tokens.reset();
    agent.cost = 3.0;
    CHECK(world.told(steps) == "limit_budget: it has cost 3.7500, and had 3.0000");
    CHECK(world.calls == 3);
    agent.price = Price();
    CHECK(world.told(steps) == "done");
    agent.wall = Milliseconds(60'000);
    world.request.on_tick = [&] { world.clock.tick(Milliseconds(60'000)); };
    CHECK(world.told(shell("sleep 1.2") + "," + finish) == "limit_time: the time of the attempt is over");
    CHECK(world.calls == 1);
  }
}

TEST_CASE("a service that tells no tokens is not one without limits") {
  ApiWorld world("openai");
  world.request.agent.tokens = 500;
  const std::string silent = R"({"usage":null,)" + shell("echo 1").substr(1);
  const AgentReport report = world.run(silent + "," + silent + "," + finish);
  CHECK(report.outcome == Outcome::limit_budget);
  CHECK(report.usage.input == std::nullopt);
  CHECK(report.usage.cost == std::nullopt);
  CHECK(report.usage.turns == static_cast<std::int64_t>(world.calls));
}

TEST_CASE("a full context ends the attempt with what the next one should know") {
  for (const std::string& preset : presets) {
    INFO(preset);
    ApiWorld world(preset);
    const std::string begin =
        R"({"text":"I try.",)" + shell("echo 1").substr(1) + "," + shell("echo 2") + ",";
    const std::string handoff =
        "\nIt had called its model 2 times.\nIts last words: I try.\nIts last commands:\n$ echo 1\n$ echo 2";
    CHECK(world.told(begin +
                     R"({"status":400,"error":{"message":"prompt is too long: 9 tokens > 8 maximum"}})") ==
          "context_full: the service answers 400: prompt is too long: 9 tokens > 8 maximum" + handoff);
  }
  ApiWorld world("anthropic");
  CHECK(world.told(shell("echo 1") + R"(,{"end":"context_full"})") ==
        "context_full: the model's context is full\nIt had called its model 2 times.\nIts last commands:\n$ "
        "echo 1");
}

TEST_CASE("a refusal is told as one") {
  for (const std::string& preset : presets) {
    INFO(preset);
    ApiWorld world(preset);
    CHECK(world.told(R"({"text":"I will not.","end":"refused"})") ==
          "refused: the model refused: I will not.");
    CHECK(world.calls == 1);
  }
}

TEST_CASE("a stop in the middle of a call or of a command ends it, and leaves nothing behind") {
  for (const std::string& preset : presets) {
    INFO(preset);
    ApiWorld world(preset);
    std::stop_source in_call;
    world.request.stop = in_call.get_token();
    world.request.on_tick = [&] { in_call.request_stop(); };
    CHECK(world.told(R"({"delay":30,"text":"late"})") == "killed: the agent was stopped");
    CHECK(world.calls == 1);
    std::stop_source in_command;
    world.request.stop = in_command.get_token();
    world.request.on_tick = [&] { in_command.request_stop(); };
    const std::string mark = (world.place() / "mark").string();
    CHECK(world.told(shell("setsid sh -c 'sleep 600; : " + mark + "' & wait")) ==
          "killed: the agent was stopped");
    CHECK(count_processes_mentioning(mark) == 0);
    CHECK(steps_in(world.log()).back() == "killed");
  }
}

TEST_CASE("each step is in the trajectory before the next one") {
  ApiWorld world("anthropic");
  std::string during;
  world.request.on_tick = [&] {
    if (during.empty() && world.log().find("sleep 1.2") != std::string::npos) during = world.log();
  };
  CHECK(world.told(shell("echo first") + "," + shell("sleep 1.2") + "," + finish) == "done");
  CHECK(steps_in(during) ==
        std::vector<std::string>{"small", "user", "call", "assistant", "tool", "call", "assistant"});
  CHECK(during.find("exit code 0\\nfirst\\n") != std::string::npos);
}

TEST_CASE("the key is in one header, and in no log, error, command or conversation") {
  for (const std::string& preset : presets) {
    INFO(preset);
    ApiWorld world(preset);
    const std::string key = ModelServer::key;
    world.request.agent.pass_environment = {"REEVE_TEST_KEY"};
    const AgentReport report =
        world.run(shell("env; echo " + key.substr(0, 8) + "'" + key.substr(8) + "'") +
                  R"(,{"status":401,"error":{"message":"Incorrect API key: )" + key + "\"}}");
    CHECK(world.told(report) ==
          "auth: the service answers 401: Incorrect API key: [key] (model 'model-1' at <url>/v1/" +
              std::string(preset == "anthropic" ? "messages" : "chat/completions") + ")");
    CHECK(world.log().find(key) == std::string::npos);
    CHECK(world.log().find("[key]") != std::string::npos);
    CHECK(world.last_body().find(key) == std::string::npos);
    CHECK(world.last_body().find("REEVE_TEST_KEY") == std::string::npos);
  }
}

TEST_CASE("without its key an agent does not start") {
  ApiWorld world("openai");
  world.request.agent.key_variable = "REEVE_TEST_NOT_SET";
  CHECK_THROWS_WITH(world.run(finish),
                    "agent 'small' needs the variable REEVE_TEST_NOT_SET, which is not set");
  world.request.agent.key_variable = "none";
  CHECK(world.told(finish) == "done");
  CHECK(json_string(world.server.requests().back(), "key") == "none");
  world.request.agent.base_url = "http://me:password@" + world.server.url().substr(7);
  CHECK(world.told(finish) == "done");
  CHECK(world.log().find("password") == std::string::npos);
}

}  // namespace bash_loop_test
