// What is tried again, how long is waited, and when it ends: time is a clock that the test moves.
#include <fmt/format.h>

#include "api_world.h"
#include "base/error.h"

namespace model_client_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const std::vector<std::string> presets{"anthropic", "openai"};

std::string status(int code, const std::string& more = "") {
  return fmt::format(R"({{"status":{},"error":{{"message":"m"}}{}}})", code, more);
}

std::string repeated(const std::string& step, int count) {
  std::string all = step;
  for (int i = 1; i < count; ++i) all += "," + step;
  return all;
}

}  // namespace

TEST_CASE("trouble that passes is tried again") {
  for (const std::string& preset : presets) {
    ApiWorld world(preset);
    for (const std::string& trouble :
         {status(500), status(502), status(503), status(504), status(529), status(429),
          std::string(R"({"cut":"before"})"), std::string(R"({"text":"half","cut":true})"),
          std::string(R"({"text":"half","cut":"clean"})"),
          std::string(R"({"text":"half","stream_error":{"type":"overloaded_error"}})")}) {
      INFO(preset << " " << trouble);
      const Milliseconds before = world.waited();
      CHECK(world.told(trouble + "," + finish) == "done");
      CHECK(world.calls == 2);
      CHECK(world.waited() - before <= Milliseconds(2'000));
    }
  }
}

TEST_CASE("trouble that does not pass is a pause, after six calls") {
  for (const std::string& preset : presets) {
    INFO(preset);
    ApiWorld world(preset);
    const AgentReport report = world.run(repeated(status(500), 9));
    CHECK(world.told(report) == "rate_limited: the service answers 500: m");
    CHECK(world.calls == 6);
    CHECK(world.waited() <= Milliseconds(62'000));
  }
}

TEST_CASE("a server that is not there is trouble that may pass") {
  ApiWorld world("openai");
  world.request.agent.base_url = "http://127.0.0.1:1";
  const AgentReport report = world.run("");
  CHECK(report.outcome == Outcome::rate_limited);
  CHECK(report.reason.starts_with("POST http://127.0.0.1:1/v1/chat/completions: "));
}

TEST_CASE("a rate limit that is over soon is waited for, with ticks") {
  for (const std::string& preset : presets) {
    INFO(preset);
    ApiWorld world(preset);
    int ticks = 0;
    world.request.on_tick = [&] { ++ticks; };
    CHECK(world.told(status(429, R"(,"headers":{"retry-after":"20"})") + "," + finish) == "done");
    CHECK(world.waited() == Milliseconds(20'250));
    CHECK(ticks >= 20);
  }
}

TEST_CASE("a rate limit that is over late ends the round, and says when") {
  for (const std::string& preset : presets) {
    INFO(preset);
    ApiWorld world(preset);
    const AgentReport report = world.run(status(429, R"(,"headers":{"retry-after":"3600"})") + "," + finish);
    CHECK(world.told(report) == "rate_limited: the service answers 429: m");
    CHECK(report.until == world.clock.now() + Milliseconds(3'600'000));
    CHECK(world.calls == 1);
    CHECK(world.waited() == Milliseconds(0));
  }
}

TEST_CASE("nobody waits longer than his attempt may last") {
  ApiWorld world("anthropic");
  world.request.agent.wall = Milliseconds(10'000);
  const AgentReport report = world.run(status(529, R"(,"headers":{"retry-after":"20"})") + "," + finish);
  CHECK(world.told(report) == "rate_limited: the service answers 529: m");
  CHECK(report.until == world.clock.now() + Milliseconds(20'000));
  CHECK(world.calls == 1);
}

TEST_CASE("a wait is ended by a stop, and by what its tick throws") {
  ApiWorld world("openai");
  std::stop_source stop;
  world.request.stop = stop.get_token();
  world.request.on_tick = [&] { stop.request_stop(); };
  CHECK(world.told(status(429, R"(,"headers":{"retry-after":"50"})") + "," + finish) ==
        "killed: the agent was stopped");
  world.request.stop = {};
  world.request.on_tick = [] { throw Error(ErrorKind::unreachable, "the claim is lost"); };
  CHECK_THROWS_WITH(world.run(status(429, R"(,"headers":{"retry-after":"50"})") + "," + finish),
                    "the claim is lost");
  CHECK_THROWS_WITH(world.run(R"({"delay":30})"), "the claim is lost");
}

TEST_CASE("what trying again does not change ends the round at once") {
  const std::string quota = R"({"status":429,"error":{"code":"insufficient_quota","message":"m"}})";
  const std::string credit = R"({"status":400,"error":{"message":"Your credit balance is too low"}})";
  for (const std::string& preset : presets) {
    INFO(preset);
    ApiWorld world(preset);
    const auto outcome = [&](const std::string& step) {
      const Outcome result = world.run(step + "," + finish).outcome;
      CHECK(world.calls == 1);
      return name_of(result);
    };
    CHECK(outcome(status(401)) == "auth");
    CHECK(outcome(status(403)) == "auth");
    CHECK(outcome(status(404)) == "auth");
    CHECK(outcome(status(402)) == "quota");
    CHECK(outcome(quota) == "quota");
    CHECK(outcome(credit) == "quota");
    CHECK(outcome(status(400)) == "crashed");
    CHECK(outcome(status(413)) == "context_full");
    CHECK(world.waited() == Milliseconds(0));
  }
}

TEST_CASE("a server that says nothing is given up, and asked again") {
  ApiWorld world("anthropic");
  world.request.agent.idle = Milliseconds(1'500);
  CHECK(world.told(R"({"delay":30},)" + finish) == "done");
  CHECK(world.calls == 2);
}

TEST_CASE("an answer that comes slowly, or not as a stream, is an answer") {
  for (const std::string& preset : presets) {
    INFO(preset);
    ApiWorld world(preset);
    CHECK(world.told(R"({"between":0.02,)" + shell("echo 1").substr(1) + R"(,{"plain":true,)" +
                     shell("echo 2").substr(1) + "," + finish) == "done");
    CHECK(world.calls == 3);
  }
}

TEST_CASE("a call without an id gets one, and is answered under it") {
  ApiWorld world("openai");
  CHECK(world.told(R"({"calls":[{"tool":"bash","id":"","arguments":{"command":"echo 1"}}]},)" + finish) ==
        "done");
  const JsonDocument body = parse_json(world.last_body(), "body");
  const JsonValue& messages = *json_member(body, "messages");
  const std::string id = json_string((*json_member(messages[2], "tool_calls"))[0], "id").value();
  CHECK(id.starts_with("call_"));
  CHECK(json_string(messages[3], "tool_call_id") == id);
}

}  // namespace model_client_test
