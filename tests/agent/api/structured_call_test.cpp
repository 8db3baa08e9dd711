// Planners and judges: one answer, which is the result file.
#include <fmt/format.h>

#include "api_world.h"
#include "base/json_schema.h"

namespace structured_call_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const std::vector<std::string> presets{"anthropic", "openai"};

// A world in which the agent plans.
class PlannerWorld : public ApiWorld {
 public:
  explicit PlannerWorld(const std::string& preset) : ApiWorld(preset) {
    request.role = Role::planner;
    request.result_schema = schema_;
    request.objections = [this](const std::string& text) -> std::vector<std::string> {
      const auto value = try_parse_json(text);
      return value ? schema_violations(*value, schema_) : std::vector<std::string>{"it is no JSON"};
    };
  }

 private:
  std::string schema_ = read_file(REEVE_SCHEMAS "/planner-result.json");
};

const std::string plan = R"({"tasks":[{"title":"One"}]})";

}  // namespace

TEST_CASE("a planner's answer is its result file, however the service gives it") {
  for (const std::string& preset : presets) {
    PlannerWorld world(preset);
    for (const std::string& step :
         {R"({"json":)" + plan + "}", R"({"plain":true,"json":)" + plan + "}",
          std::string(R"({"text":"Here:\n```json\n{\"tasks\":[{\"title\":\"One\"}]}\n```\n"})")}) {
      INFO(preset << " " << step);
      const AgentReport report = world.run(step);
      CHECK(world.told(report) == "done");
      CHECK(json_text(parse_json(report.result, "result")) == plan);
      CHECK(report.usage.turns == 1);
      CHECK(world.calls == 1);
    }
  }
}

TEST_CASE("a planner's answer that is not as it must be goes back once, with the reason") {
  for (const std::string& preset : presets) {
    INFO(preset);
    PlannerWorld world(preset);
    const AgentReport corrected = world.run(R"({"json":{"tasks":[{}]}},{"json":)" + plan + "}");
    CHECK(world.told(corrected) == "done");
    CHECK(json_text(parse_json(corrected.result, "result")) == plan);
    CHECK(corrected.usage.turns == 2);
    const std::string body = world.last_body();
    CHECK(body.find("Write two into a.txt.") != std::string::npos);
    CHECK(body.find("at /tasks/0: ") != std::string::npos);
    const AgentReport twice = world.run(R"({"text":"Sorry."},{"text":"Still sorry."})");
    CHECK(twice.handoff.concerns == std::vector<std::string>{"its result file was refused: it is no JSON"});
    CHECK(world.calls == 2);
  }
}

TEST_CASE("a planner's answer that was cut says what to change") {
  for (const std::string& preset : presets) {
    INFO(preset);
    PlannerWorld world(preset);
    CHECK(world.told(R"({"text":"{\"tasks\":[","end":"length"})")
              .starts_with("limit_budget: the answer was cut off after 16000 tokens: 'answer_tokens' of "
                           "agent 'small' is too small"));
  }
}

TEST_CASE("a service that knows no schemas is asked in other ways") {
  PlannerWorld world("openai");
  const auto unknown = [](const std::string& what) {
    return R"({"status":400,"error":{"message":")" + what + R"( is not supported"}},)";
  };
  CHECK(world.told(unknown("response_format") + R"({"json":)" + plan + "}") == "done");
  CHECK(world.last_body().find("\"tool_choice\"") != std::string::npos);
  CHECK(world.told(unknown("response_format") + unknown("tool_choice") + unknown("stream_options") +
                   R"({"json":)" + plan + "}") == "done");
  CHECK(world.calls == 4);
  CHECK(world.waited() == Milliseconds(0));
}

TEST_CASE("a planner with tools works as a worker does") {
  for (const std::string& preset : presets) {
    INFO(preset);
    PlannerWorld world(preset);
    world.request.agent.tools = AgentTools::bash;
    const AgentReport report =
        world.run(shell("echo '" + plan + "' > $REEVE_OUT/result.json") + "," + finish);
    CHECK(world.told(report) == "done");
    CHECK(report.result == plan + "\n");
  }
}

TEST_CASE("trouble of a planner is classified as that of a worker") {
  for (const std::string& preset : presets) {
    INFO(preset);
    PlannerWorld world(preset);
    CHECK(world.told(R"({"text":"No.","end":"refused"})").starts_with("refused: the model refused: No."));
    CHECK(world.told(R"({"status":402,"error":{"message":"pay"}})")
              .starts_with("quota: the service answers 402: pay"));
  }
}

}  // namespace structured_call_test
