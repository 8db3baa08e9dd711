// A model behind a web service as the agent of a worker: from the task to the landing.
#include <cstdlib>

#include "base/text.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"
#include "support/model_server.h"

namespace model_story_test {

using namespace reeve;
using namespace reeve::test;

namespace {

FleetSetting with_model(const std::string& preset, const ModelServer& server) {
  FleetSetting setting;
  setting.config = "[agents.model]\npreset = \"" + preset + "\"\nmodel = \"m\"\nbase_url = \"" +
                   server.url() +
                   "\"\nkey_env = \"REEVE_TEST_KEY\"\n[prices]\nm = { input = 1000, output = 5000 }\n" +
                   "[gate]\nchecks = [\"grep -q two a.txt\"]\n";
  return setting;
}

void publish_for_model(FleetFixture& fleet) {
  TaskSpec spec = fleet.spec("x", {"a.txt"});
  spec.agent = "model";
  fleet.publish({spec});
}

}  // namespace

TEST_CASE("a model does a task, and what it used is in the ledger, but never its key") {
  ::setenv("REEVE_TEST_KEY", ModelServer::key, 1);
  for (const char* preset : {"anthropic", "openai"}) {
    INFO(preset);
    ModelServer server;
    server.will_do(R"({"shell":"env; cat a.txt"},{"shell":"echo two > a.txt"},)"
                   R"({"shell":"echo REEVE_TASK_IS_DONE"})");
    FleetFixture fleet(with_model(preset, server));
    publish_for_model(fleet);
    CHECK(fleet.work() == "x, attempt 1 by model: submitted");
    CHECK(fleet.files("ready/x") == Files{{"a.txt", "two\n"}, {"b.txt", "one\n"}});
    fleet.judge();
    CHECK(fleet.target_files() == Files{{"a.txt", "two\n"}, {"b.txt", "one\n"}});
    const std::string ledger = fleet.ledger(fleet.goal().target.value());
    CHECK(ledger.find("test-model") != std::string::npos);
    CHECK(ledger.find("\"cost\":3.75") != std::string::npos);
    CHECK(ledger.find(ModelServer::key) == std::string::npos);
    CHECK(fleet.harm() == "");
  }
  ::unsetenv("REEVE_TEST_KEY");
}

TEST_CASE("a rate limit of the service pauses a task, and a missing key asks a person") {
  ::setenv("REEVE_TEST_KEY", ModelServer::key, 1);
  ModelServer server;
  server.will_do(R"({"status":429,"headers":{"retry-after":"7200"}})");
  FleetFixture limited(with_model("anthropic", server));
  publish_for_model(limited);
  CHECK(limited.work() == "x, attempt 1 by model: failed, rate_limited: the service answers 429: trouble");
  CHECK(limited.work() == "nothing to do");
  CHECK(limited.branches() == "task/x");
  ::unsetenv("REEVE_TEST_KEY");
  FleetFixture keyless(with_model("anthropic", server));
  publish_for_model(keyless);
  CHECK(keyless.work().find("agent 'model' needs the variable REEVE_TEST_KEY, which is not set") !=
        std::string::npos);
  CHECK(keyless.branches() == "held/x");
}

}  // namespace model_story_test
