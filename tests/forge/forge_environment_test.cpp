#include "forge/forge_environment.h"

#include "base/error.h"
#include "base/fake_clock.h"
#include "base/fake_http.h"
#include "support/catch.h"

namespace forge_environment_test {

using namespace reeve;
using namespace reeve::forge;

namespace {

const Environment in_github{{"GITHUB_ACTIONS", "true"},
                            {"GITHUB_API_URL", "https://api.github.com"},
                            {"GITHUB_SERVER_URL", "https://github.com"},
                            {"GITHUB_REPOSITORY", "ada/engine"},
                            {"GITHUB_RUN_ID", "9"},
                            {"GITHUB_RUN_ATTEMPT", "2"},
                            {"GITHUB_TOKEN", "s3cret"}};

const Environment in_gitlab{{"GITLAB_CI", "true"},
                            {"CI_API_V4_URL", "https://gitlab.com/api/v4"},
                            {"CI_PROJECT_URL", "https://gitlab.com/ada/engine"},
                            {"CI_PROJECT_ID", "42"},
                            {"CI_JOB_URL", "https://gitlab.com/ada/engine/-/jobs/9"},
                            {"CI_JOB_TOKEN", "s3cret"}};

// What the forge of such a job asks when it is to look up its own job.
HttpRequest asked_in(const Environment& environment) {
  FakeHttp http;
  FakeClock clock;
  http.answers = {{200, {}, R"({"status": "running"})"}};
  const auto forge = forge_of_job(environment, http, clock);
  REQUIRE(forge != nullptr);
  CHECK_NOTHROW(forge->state_of_run(address_of_job(environment)));
  return http.requests.at(0);
}

bool has(const HttpRequest& request, const HttpHeader& header) {
  return std::find(request.headers.begin(), request.headers.end(), header) != request.headers.end();
}

}  // namespace

TEST_CASE("a job of GitHub Actions knows its forge and its own address") {
  CHECK(address_of_job(in_github) == "https://github.com/ada/engine/actions/runs/9/attempts/2");
  const HttpRequest asked = asked_in(in_github);
  CHECK(asked.url == "https://api.github.com/repos/ada/engine/actions/runs/9/attempts/2");
  CHECK(has(asked, {"Authorization", "Bearer s3cret"}));
}

TEST_CASE("a job knows how long it may run, where something says it") {
  CHECK_FALSE(time_limit_of_job({{"REEVE_JOB_MINUTES", "90"}}));
  Environment job = in_github;
  CHECK_FALSE(time_limit_of_job(job));
  job["REEVE_JOB_MINUTES"] = "90";
  CHECK(time_limit_of_job(job) == std::chrono::minutes(90));
  job["REEVE_JOB_MINUTES"] = "long";
  CHECK_FALSE(time_limit_of_job(job));
  job = in_gitlab;
  job["CI_JOB_TIMEOUT"] = "3600";
  CHECK(time_limit_of_job(job) == std::chrono::minutes(60));
}

TEST_CASE("a job of GitLab CI knows its forge and its own address, and prefers an access token") {
  CHECK(address_of_job(in_gitlab) == "https://gitlab.com/ada/engine/-/jobs/9");
  CHECK(asked_in(in_gitlab).url == "https://gitlab.com/api/v4/projects/42/jobs/9");
  CHECK(has(asked_in(in_gitlab), {"JOB-TOKEN", "s3cret"}));
  Environment with_access = in_gitlab;
  with_access["REEVE_GITLAB_TOKEN"] = "better";
  CHECK(has(asked_in(with_access), {"PRIVATE-TOKEN", "better"}));
}

TEST_CASE("outside of a job, and without a token, there is no forge") {
  FakeHttp http;
  FakeClock clock;
  CHECK(forge_of_job({{"GITHUB_TOKEN", "s3cret"}}, http, clock) == nullptr);
  CHECK(address_of_job({{"CI_JOB_URL", "https://gitlab.com/ada/engine/-/jobs/9"}}).empty());
  for (Environment environment : {in_github, in_gitlab}) {
    environment.erase("GITHUB_TOKEN");
    environment.erase("CI_JOB_TOKEN");
    CHECK(forge_of_job(environment, http, clock) == nullptr);
  }
}

}  // namespace forge_environment_test
