// An agent that is a model behind a web service, a workspace for it, and a model on loopback that says what a
// test tells it to.
#pragma once

#include <cstdlib>
#include <string>

#include "agent/agent.h"
#include "base/fake_clock.h"
#include "base/file.h"
#include "base/text.h"
#include "support/catch.h"
#include "support/model_server.h"

namespace reeve::test {

class ApiWorld {
 public:
  explicit ApiWorld(const std::string& preset) {
    ::setenv("REEVE_TEST_KEY", ModelServer::key, 1);
    make_folders(request.workspace = place_.path() / "tree");
    request.folder = place_.path() / "run";
    request.log = place_.path() / "log";
    request.task_file = "{\"id\":\"x-1\"}\n";
    request.prompt = "Write two into a.txt.";
    request.task.spec.id = "x-1";
    request.task.attempts.resize(1);
    request.clock = &clock;
    AgentConfig& agent = request.agent;
    agent.name = "small";
    agent.preset = preset;
    agent.model = "model-1";
    agent.base_url = server.url();
    agent.key_variable = "REEVE_TEST_KEY";
    agent.price = Price{1'000, 100, 1'250, 5'000};
  }
  ~ApiWorld() { ::unsetenv("REEVE_TEST_KEY"); }
  ApiWorld(const ApiWorld&) = delete;
  ApiWorld& operator=(const ApiWorld&) = delete;

  // "outcome", "outcome: reason", with the place of the model as <url>.
  std::string told(const std::string& steps) { return told(run(steps)); }
  AgentReport run(const std::string& steps) {
    server.will_do(steps);
    const std::size_t before = server.count();
    AgentReport report = run_agent(request);
    calls = server.count() - before;
    return report;
  }
  std::string told(const AgentReport& report) const {
    std::string text(name_of(report.outcome));
    if (!report.reason.empty()) text += ": " + replace_all(report.reason, server.url(), "<url>");
    for (const std::string& concern : report.handoff.concerns) text += "\nconcern: " + concern;
    return text;
  }
  std::string log() const { return read_file(request.log); }
  std::string in_workspace(const std::string& name) { return read_file(request.workspace / name); }
  const std::filesystem::path& place() { return place_.path(); }
  // "3 s later" as the service's clock says it; what has been waited.
  Milliseconds waited() const { return clock.now() - start_; }
  // The last request's body.
  std::string last_body() const { return json_text(*json_member(server.requests().back(), "body")); }

  ModelServer server;
  FakeClock clock;
  AgentRequest request;
  std::size_t calls = 0;  // that the last run made

 private:
  TemporaryFolder place_;
  TimePoint start_ = clock.now();
};

// Steps of a scenario.
inline std::string shell(const std::string& command, const std::string& more = "") {
  return JsonObject().add("shell", command).text().insert(1, more);
}
inline const std::string finish = shell("echo REEVE_TASK_IS_DONE");

}  // namespace reeve::test
