// GitHub's interface as it is documented, on loopback: what is sent for each call, and what becomes of the
// answers.
#include "forge/github.h"

#include "base/error.h"
#include "base/fake_clock.h"
#include "base/http_curl.h"
#include "support/catch.h"
#include "support/http_server.h"

namespace github_test {

using namespace reeve;
using namespace reeve::forge;
using namespace reeve::test;

namespace {

const std::string commit = "5e1c309dae7f45e0f39b1bf3ac3cd9db12e7d689";

struct World {
  GitHub forge(GitHubChecks checks = GitHubChecks::check_runs) {
    return {http,
            clock,
            {.api_url = server.url(), .repository = "ada/engine", .token = "s3cret", .checks = checks}};
  }

  void answers(int status, const std::string& body) { server.will_answer(http_answer(status, body)); }

  // The requests without the headers that all of them have; fails where one lacks them.
  std::vector<std::string> sent() {
    std::vector<std::string> requests;
    for (std::string request : server.requests()) {
      for (const std::string line :
           {"Accept: application/vnd.github+json\n", "Authorization: Bearer s3cret\n",
            "X-GitHub-Api-Version: 2022-11-28\n"}) {
        REQUIRE(request.find(line) != std::string::npos);
        request.erase(request.find(line), line.size());
      }
      requests.push_back(request);
    }
    return requests;
  }

  HttpServer server;
  CurlClient http;
  FakeClock clock;
};

using Lines = std::vector<std::string>;

const std::string json = "Content-Type: application/json\n\n";

}  // namespace

TEST_CASE("a check run is made once, and later reports change it") {
  World world;
  world.answers(201, R"({"id": 4711, "status": "in_progress"})");
  world.answers(200, R"({"id": 4711, "status": "completed"})");
  GitHub forge = world.forge();
  CheckReport check{.commit = commit, .name = "reeve", .state = CheckState::running, .title = "Testing"};
  check.id = forge.report(check);
  CHECK(check.id == "4711");
  check.state = CheckState::failed;
  check.title = "1 of 2 checks failed";
  check.text = "`make test` failed";
  check.address = "https://github.com/ada/engine/actions/runs/9";
  CHECK(forge.report(check) == "4711");
  CHECK(
      world.sent() ==
      Lines{
          "POST /repos/ada/engine/check-runs HTTP/1.1\n" + json + R"({"name":"reeve","head_sha":")" + commit +
              R"(","status":"in_progress","output":{"title":"Testing","summary":"Testing"}})",
          "PATCH /repos/ada/engine/check-runs/4711 HTTP/1.1\n" + json + R"({"name":"reeve","head_sha":")" +
              commit +
              R"(","status":"completed","conclusion":"failure","details_url":"https://github.com/ada/engine/)"
              R"(actions/runs/9","output":{"title":"1 of 2 checks failed","summary":"`make test` failed"}})"});
}

TEST_CASE("every state of a check has its words, as a run and as a status") {
  const std::vector<std::tuple<CheckState, std::string, std::string>> table{
      {CheckState::pending, R"("status":"queued",)", R"({"state":"pending",)"},
      {CheckState::running, R"("status":"in_progress",)", R"({"state":"pending",)"},
      {CheckState::passed, R"("status":"completed","conclusion":"success",)", R"({"state":"success",)"},
      {CheckState::failed, R"("status":"completed","conclusion":"failure",)", R"({"state":"failure",)"},
      {CheckState::could_not_run, R"("status":"completed","conclusion":"action_required",)",
       R"({"state":"error",)"}};
  for (const auto& [state, run, status] : table) {
    World world;
    world.answers(201, R"({"id": 1})");
    world.answers(201, "{}");
    const CheckReport check{.commit = commit, .name = "reeve", .state = state, .title = "x"};
    world.forge().report(check);
    CHECK(world.forge(GitHubChecks::commit_statuses).report(check).empty());
    CHECK(world.sent().at(0).find(commit + "\"," + run + "\"output\"") != std::string::npos);
    CHECK(world.sent().at(1) == "POST /repos/ada/engine/statuses/" + commit + " HTTP/1.1\n" + json + status +
                                    R"("context":"reeve","description":"x"})");
  }
}

TEST_CASE("a description is cut to what GitHub takes") {
  World world;
  world.answers(201, "{}");
  world.forge(GitHubChecks::commit_statuses)
      .report(
          {.commit = commit, .name = "reeve", .state = CheckState::passed, .title = std::string(200, 'x')});
  CHECK(world.sent().at(0).ends_with("\"" + std::string(139, 'x') + "…\"}"));
}

TEST_CASE("a workflow is dispatched on a branch, an event without one") {
  World world;
  world.answers(204, "");
  world.answers(204, "");
  GitHub forge = world.forge();
  forge.dispatch(
      {.workflow = "reeve.yml", .branch = "main", .inputs = {{"role", "judge"}, {"task", "a-2345"}}});
  forge.dispatch({.event = "reeve-ready", .inputs = {{"task", "a-2345"}}});
  CHECK(world.sent() == Lines{"POST /repos/ada/engine/actions/workflows/reeve.yml/dispatches HTTP/1.1\n" +
                                  json + R"({"ref":"main","inputs":{"role":"judge","task":"a-2345"}})",
                              "POST /repos/ada/engine/dispatches HTTP/1.1\n" + json +
                                  R"({"event_type":"reeve-ready","client_payload":{"task":"a-2345"}})"});
}

TEST_CASE("a dispatch of a workflow that the branch does not have is refused in GitHub's words") {
  World world;
  world.answers(422, R"({"message": "Workflow does not have 'workflow_dispatch' trigger"})");
  CHECK_THROWS_WITH(
      world.forge().dispatch({.workflow = "reeve.yml", .branch = "main"}),
      "GitHub: POST " + world.server.url() +
          "/repos/ada/engine/actions/workflows/reeve.yml/dispatches was answered with 422: Workflow "
          "does not have 'workflow_dispatch' trigger");
}

TEST_CASE("a pull request is opened once") {
  World world;
  const ChangeRequest request{
      .source = "reeve/goal/g", .target = "main", .title = "Goal", .body = "All of it"};
  const std::string look =
      "GET /repos/ada/engine/pulls?state=open&head=ada%3Areeve%2Fgoal%2Fg&base=main HTTP/1.1\n\n";
  const std::string open = "POST /repos/ada/engine/pulls HTTP/1.1\n" + json +
                           R"({"title":"Goal","head":"reeve/goal/g","base":"main","body":"All of it"})";
  const std::string pull = R"({"number": 12, "html_url": "https://github.com/ada/engine/pull/12"})";
  const auto check = [](const OpenedRequest& opened, RequestEnd end) {
    CHECK(opened.end == end);
    CHECK(opened.number == 12);
    CHECK(opened.address == "https://github.com/ada/engine/pull/12");
  };
  SECTION("where there is none") {
    world.answers(200, "[]");
    world.answers(201, pull);
    check(world.forge().open_or_find(request), RequestEnd::opened);
    CHECK(world.sent() == Lines{look, open});
  }
  SECTION("where there is one") {
    world.answers(200, "[" + pull + "]");
    check(world.forge().open_or_find(request), RequestEnd::found);
    CHECK(world.sent() == Lines{look});
  }
  SECTION("where somebody else opens it meanwhile") {
    world.answers(200, "[]");
    world.answers(422, R"({"message": "Validation Failed"})");
    world.answers(200, "[" + pull + "]");
    check(world.forge().open_or_find(request), RequestEnd::found);
    CHECK(world.sent() == Lines{look, open, look});
  }
  SECTION("and not where there is nothing to merge") {
    world.answers(200, "[]");
    world.answers(422, R"({"message": "Validation Failed", "errors": [{"message": "No commits between"}]})");
    world.answers(200, "[]");
    CHECK_THROWS_WITH(
        world.forge().open_or_find(request),
        "GitHub: POST " + world.server.url() +
            "/repos/ada/engine/pulls was answered with 422: Validation Failed: No commits between");
  }
}

TEST_CASE("a run is looked up by its address, and only in this repository") {
  World world;
  GitHub forge = world.forge();
  const std::string runs = "https://github.com/ada/engine/actions/runs/";
  const std::vector<std::pair<std::string, RunState>> table{
      {"queued", RunState::queued},       {"waiting", RunState::queued},  {"pending", RunState::queued},
      {"in_progress", RunState::running}, {"completed", RunState::ended}, {"something", RunState::unknown}};
  for (const auto& [status, state] : table) {
    world.answers(200, R"({"id": 9, "status": ")" + status + "\"}");
    CHECK(forge.state_of_run(runs + "9/attempts/2") == state);
  }
  CHECK(world.sent().at(0) == "GET /repos/ada/engine/actions/runs/9/attempts/2 HTTP/1.1\n\n");
  world.answers(404, R"({"message": "Not Found"})");
  CHECK(forge.state_of_run(runs + "9") == RunState::unknown);
  const std::size_t asked = world.sent().size();
  for (const std::string& other :
       {std::string("https://github.com/eve/engine/actions/runs/9"), runs + "9/../../../../user", runs,
        runs + "x", std::string("build7/0b6f/4711/88123"), std::string()})
    CHECK(forge.state_of_run(other) == RunState::unknown);
  CHECK(world.sent().size() == asked);
}

TEST_CASE("a rate limit of GitHub is waited for") {
  World world;
  const auto now = world.clock.now();
  const auto reset = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count() + 30;
  world.server.will_answer(http_answer(403, R"({"message": "API rate limit exceeded"})",
                                       {{"x-ratelimit-limit", "1000"},
                                        {"x-ratelimit-remaining", "0"},
                                        {"x-ratelimit-reset", std::to_string(reset)}}));
  world.answers(204, "");
  world.forge().dispatch({.workflow = "reeve.yml", .branch = "main"});
  CHECK(world.clock.now() - now == std::chrono::seconds(31));
  CHECK(world.sent().size() == 2);
}

TEST_CASE("a repository's name that would change the address is refused") {
  World world;
  for (const char* name : {"", "engine", "ada/engine/x", "ada/../x", "ada/engine?x", "a da/engine"})
    CHECK_THROWS_WITH(GitHub(world.http, world.clock, {.repository = name, .token = "t"}),
                      "'" + std::string(name) + "' is no name of a repository at GitHub");
}

}  // namespace github_test
