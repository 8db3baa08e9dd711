// GitLab's interface as it is documented, on loopback: what is sent for each call, and what becomes of the
// answers.
#include "forge/gitlab.h"

#include "base/error.h"
#include "base/fake_clock.h"
#include "base/http_curl.h"
#include "support/catch.h"
#include "support/http_server.h"

namespace gitlab_test {

using namespace reeve;
using namespace reeve::forge;
using namespace reeve::test;

namespace {

const std::string commit = "5e1c309dae7f45e0f39b1bf3ac3cd9db12e7d689";

using Lines = std::vector<std::string>;

const std::string json =
    " HTTP/1.1\nAccept: application/json\nContent-Type: application/json\nPRIVATE-TOKEN: s3cret\n\n";
const std::string plain = " HTTP/1.1\nAccept: application/json\nPRIVATE-TOKEN: s3cret\n\n";

struct World {
  GitLab forge(GitLabToken kind = GitLabToken::access) {
    return {http,
            clock,
            {.api_url = server.url() + "/api/v4",
             .project_url = "https://gitlab.com/ada/engine",
             .project = "ada/engine",
             .token = "s3cret",
             .token_kind = kind}};
  }

  void answers(int status, const std::string& body) { server.will_answer(http_answer(status, body)); }

  HttpServer server;
  CurlClient http;
  FakeClock clock;
};

}  // namespace

TEST_CASE("a commit status is set in GitLab's words") {
  const std::vector<std::tuple<CheckState, std::string, std::string>> table{
      {CheckState::pending, "pending", "x"},
      {CheckState::running, "running", "x"},
      {CheckState::passed, "success", "x"},
      {CheckState::failed, "failed", "x"},
      {CheckState::could_not_run, "failed", "could not run: x"}};
  for (const auto& [state, word, description] : table) {
    World world;
    world.answers(201, R"({"id": 1})");
    CHECK(world.forge()
              .report({.commit = commit,
                       .name = "reeve",
                       .state = state,
                       .title = "x",
                       .address = "https://gitlab.com/ada/engine/-/jobs/9"})
              .empty());
    CHECK(world.server.requests() ==
          Lines{"POST /api/v4/projects/ada%2Fengine/statuses/" + commit + json + R"({"state":")" + word +
                R"(","name":"reeve","description":")" + description +
                R"(","target_url":"https://gitlab.com/ada/engine/-/jobs/9"})"});
  }
}

TEST_CASE("a status that has its state already is fine, any other refusal is not") {
  World world;
  const CheckReport check{.commit = commit, .name = "reeve", .state = CheckState::running, .title = "x"};
  world.answers(400, R"({"message": "Cannot transition status via :run from :running (Reasons: none) "})");
  CHECK_NOTHROW(world.forge().report(check));
  world.answers(400, R"({"message": "Cannot transition status via :run from :success"})");
  CHECK_THROWS_WITH(world.forge().report(check),
                    "GitLab: POST " + world.server.url() + "/api/v4/projects/ada%2Fengine/statuses/" +
                        commit + " was answered with 400: Cannot transition status via :run from :success");
}

TEST_CASE("a pipeline is started with the token that is there") {
  World world;
  const Dispatch dispatch{.branch = "main", .inputs = {{"REEVE_ROLE", "judge"}}};
  world.answers(201, R"({"id": 46})");
  world.forge().dispatch(dispatch);
  world.answers(201, R"({"id": 47})");
  world.forge(GitLabToken::job).dispatch(dispatch);
  CHECK(world.server.requests() ==
        Lines{"POST /api/v4/projects/ada%2Fengine/pipeline" + json +
                  R"({"ref":"main","variables":[{"key":"REEVE_ROLE","value":"judge"}]})",
              "POST /api/v4/projects/ada%2Fengine/trigger/pipeline HTTP/1.1\nAccept: application/json\n"
              "Content-Type: application/json\nJOB-TOKEN: s3cret\n\n"
              R"({"ref":"main","token":"s3cret","variables":{"REEVE_ROLE":"judge"}})"});
}

TEST_CASE("a refusal that repeats the token is told without it") {
  World world;
  world.answers(400, R"({"message": {"base": ["token s3cret is unknown"]}})");
  CHECK_THROWS_WITH(world.forge(GitLabToken::job).dispatch({.branch = "main"}),
                    "GitLab: POST " + world.server.url() +
                        "/api/v4/projects/ada%2Fengine/trigger/pipeline was answered with 400: "
                        R"({"base":["token (the token) is unknown"]})");
}

TEST_CASE("a merge request is opened once") {
  World world;
  const ChangeRequest request{
      .source = "reeve/goal/g", .target = "main", .title = "Goal", .body = "All of it"};
  const std::string look =
      "GET /api/v4/projects/ada%2Fengine/merge_requests?state=opened&source_branch=reeve%2Fgoal%2Fg"
      "&target_branch=main" +
      plain;
  const std::string open =
      "POST /api/v4/projects/ada%2Fengine/merge_requests" + json +
      R"({"title":"Goal","source_branch":"reeve/goal/g","target_branch":"main","description":"All of it"})";
  const std::string found = R"({"iid": 12, "web_url": "https://gitlab.com/ada/engine/-/merge_requests/12"})";
  const auto check = [](const OpenedRequest& opened, RequestEnd end) {
    CHECK(opened.end == end);
    CHECK(opened.number == 12);
    CHECK(opened.address == "https://gitlab.com/ada/engine/-/merge_requests/12");
  };
  SECTION("where there is none") {
    world.answers(200, "[]");
    world.answers(201, found);
    check(world.forge().open_or_find(request), RequestEnd::opened);
    CHECK(world.server.requests() == Lines{look, open});
  }
  SECTION("where there is one") {
    world.answers(200, "[" + found + "]");
    check(world.forge().open_or_find(request), RequestEnd::found);
  }
  SECTION("where somebody else opens it meanwhile") {
    world.answers(200, "[]");
    world.answers(409, R"({"message": ["Another open merge request already exists: !12"]})");
    world.answers(200, "[" + found + "]");
    check(world.forge().open_or_find(request), RequestEnd::found);
  }
}

TEST_CASE("a job is looked up by its address, and only in this project") {
  World world;
  GitLab forge = world.forge();
  const std::string jobs = "https://gitlab.com/ada/engine/-/jobs/";
  const std::vector<std::pair<std::string, RunState>> table{
      {"pending", RunState::queued},  {"waiting_for_resource", RunState::queued},
      {"running", RunState::running}, {"success", RunState::ended},
      {"failed", RunState::ended},    {"canceled", RunState::ended},
      {"what", RunState::unknown}};
  for (const auto& [status, state] : table) {
    world.answers(200, R"({"id": 9, "status": ")" + status + "\"}");
    CHECK(forge.state_of_run(jobs + "9") == state);
  }
  CHECK(world.server.requests().at(0) == "GET /api/v4/projects/ada%2Fengine/jobs/9" + plain);
  world.answers(404, R"({"message": "404 Not Found"})");
  CHECK(forge.state_of_run(jobs + "9") == RunState::unknown);
  const std::size_t asked = world.server.requests().size();
  for (const std::string& other :
       {std::string("https://gitlab.com/eve/engine/-/jobs/9"), jobs + "9/../8", jobs})
    CHECK(forge.state_of_run(other) == RunState::unknown);
  CHECK(world.server.requests().size() == asked);
}

TEST_CASE("a rate limit of GitLab is waited for") {
  World world;
  const auto now = world.clock.now();
  world.server.will_answer(http_answer(429, "Retry later\n", {{"Retry-After", "12"}}));
  world.answers(201, "{}");
  world.forge().dispatch({.branch = "main"});
  CHECK(world.clock.now() - now == std::chrono::seconds(12));
}

}  // namespace gitlab_test
