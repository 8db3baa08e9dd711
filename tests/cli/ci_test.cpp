// The files that init --ci writes, and commands that run within a job of a forge.
#include <cstdlib>

#include "base/file.h"
#include "base/text.h"
#include "cli/command_fleet.h"
#include "support/catch.h"
#include "support/http_server.h"

namespace ci_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

const std::string workflow = ".github/workflows/reeve.yml";
const std::string check = ".github/workflows/reeve-check.yml";
const std::string action = ".github/actions/reeve/action.yml";

// What init says of the files of a forge.
std::string told_of_files(CommandWorld& world) {
  std::string told;
  for (const std::string& line : split_lines(world.told({"init", "--ci", "github"}))) {
    if (line.starts_with("wrote .github") || line.starts_with(".github")) told += line + "\n";
  }
  return told;
}

std::string embedded(const std::string& file) {
  return read_file(std::string(REEVE_CI) + "/github/" + file);
}

// This process is a job of GitHub Actions while this lives, and the service is on loopback.
class GitHubJob {
 public:
  GitHubJob() {
    set("GITHUB_ACTIONS", "true");
    set("GITHUB_API_URL", server.url());
    set("GITHUB_SERVER_URL", "https://github.com");
    set("GITHUB_REPOSITORY", "ada/engine");
    set("GITHUB_TOKEN", "s3cret");
    set("GITHUB_RUN_ID", "9");
  }
  ~GitHubJob() {
    for (const std::string& name : names_) unsetenv(name.c_str());
  }
  GitHubJob(const GitHubJob&) = delete;
  GitHubJob& operator=(const GitHubJob&) = delete;

  void set(const std::string& name, const std::string& value) {
    setenv(name.c_str(), value.c_str(), 1);
    names_.push_back(name);
  }

  // The body of each request, which must be a dispatch of reeve.yml.
  std::vector<std::string> dispatched() const {
    std::vector<std::string> bodies;
    for (const std::string& request : server.requests()) {
      REQUIRE(request.starts_with("POST /repos/ada/engine/actions/workflows/reeve.yml/dispatches "));
      bodies.push_back(request.substr(request.find("\n\n") + 2));
    }
    return bodies;
  }

  HttpServer server;

 private:
  std::vector<std::string> names_;
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("init --ci github writes the workflow and its action, and again changes nothing") {
  CommandWorld world;
  CHECK(told_of_files(world) == "wrote " + action + "\nwrote " + workflow + "\nwrote " + check + "\n");
  CHECK(read_file(world.scratch().path() / workflow) == embedded("reeve.yml"));
  CHECK(read_file(world.scratch().path() / check) == embedded("reeve-check.yml"));
  CHECK(read_file(world.scratch().path() / action) == embedded("action.yml"));
  CHECK(told_of_files(world) ==
        action + " is there already\n" + workflow + " is there already\n" + check + " is there already\n");
}

TEST_CASE("init --ci leaves an edited file and a link as they are") {
  CommandWorld world;
  world.write(workflow, "name: mine\n");
  std::filesystem::create_directories((world.scratch().path() / action).parent_path());
  std::filesystem::create_symlink("nowhere", world.scratch().path() / action);
  const std::string left = " is there with other content; it is left as it is\n";
  CHECK(told_of_files(world) == action + left + workflow + left + "wrote " + check + "\n");
  CHECK(read_file(world.scratch().path() / workflow) == "name: mine\n");
  CHECK(std::filesystem::is_symlink(world.scratch().path() / action));
}

TEST_CASE("init --ci of a forge that it does not know writes nothing") {
  CommandWorld world;
  CHECK(world.told({"init", "--ci", "githup"}, ExitCode::usage) ==
        "error: there are no files for the CI system 'githup'\nhint: did you mean 'github'?\n");
  CHECK(world.told({"init", "--ci", "jenkins"}, ExitCode::usage)
            .ends_with("hint: there are some for: github, gitlab\n"));
  CHECK_FALSE(std::filesystem::exists(world.scratch().path() / ".reeve"));
  CHECK_FALSE(std::filesystem::exists(world.scratch().path() / ".github"));
}

TEST_CASE("ci start asks for the judge and for a worker of each task that can be claimed") {
  CommandFleet fleet;
  fleet.publish("open-aaaa", "Open");
  fleet.publish("other-aaaa", "Other");
  fleet.publish("behind-aaaa", "Behind", {"open-aaaa"});
  fleet.publish("claimed-aaaa", "Claimed");
  fleet.claim("claimed-aaaa");
  const std::string judge = R"({"ref":"main","inputs":{"role":"judge"}})";
  const std::string open = R"({"ref":"main","inputs":{"role":"work","task":"open-aaaa"}})";
  const std::string other = R"({"ref":"main","inputs":{"role":"work","task":"other-aaaa"}})";
  GitHubJob job;
  for (int i = 0; i < 4; ++i) job.server.will_answer(http_answer(204, ""));
  SECTION("all of them") {
    CHECK(fleet.told({"ci", "start", "--branch", "main", "--judge", "--all"}) ==
          "started work open-IDID\nstarted work other-IDID\n");
    CHECK(job.dispatched() == Lines{open, other});
  }
  SECTION("those that are named, as JSON") {
    CHECK(fleet.told({"ci", "start", "--branch", "main", "--task", "other-aaaa", "--task", "claimed-aaaa",
                      "--task", "behind-aaaa", "--task", "landed-long-ago", "--json"}) ==
          "{\"role\":\"work\",\"task\":\"other-IDID\"}\n");
    CHECK(job.dispatched() == Lines{other});
  }
  SECTION("the judge, where a candidate is ready") {
    fleet.submit("open-aaaa");
    CHECK(fleet.told({"ci", "start", "--branch", "main", "--judge"}) == "started judge\n");
    CHECK(job.dispatched() == Lines{judge});
  }
  SECTION("no more than wanted") {
    CHECK(fleet.told({"ci", "start", "--branch", "main", "--all", "--most", "1"}) ==
          "started work open-IDID\n");
    CHECK(job.dispatched() == Lines{open});
  }
  SECTION("nothing of a goal that is paused") {
    fleet.submit("other-aaaa");
    fleet.told({"goal", "pause"});
    CHECK(fleet.told({"ci", "start", "--branch", "main", "--judge", "--all"}).empty());
    CHECK(job.dispatched().empty());
  }
}

TEST_CASE("ci start tells what the forge refuses, and what is missing") {
  CommandFleet fleet;
  fleet.publish("open-aaaa", "Open");
  CHECK(fleet.told({"ci", "start", "--branch", "main", "--all"}, ExitCode::configuration) ==
        "error: this is no job of a forge, or it has no token\n"
        "hint: in GitHub Actions, set GITHUB_TOKEN in the step's env; in GitLab CI, the job has one\n");
  GitHubJob job;
  job.server.will_answer(http_answer(403, R"({"message": "Resource not accessible by integration"})"));
  CHECK(fleet.told({"ci", "start", "--branch", "main", "--all"}, ExitCode::configuration) ==
        "error: GitHub: POST " + job.server.url() +
            "/repos/ada/engine/actions/workflows/reeve.yml/dispatches was answered with 403: Resource not "
            "accessible by "
            "integration\nhint: give the token the right to do this\n");
  CHECK(fleet.told({"ci", "start", "--all"}, ExitCode::usage).starts_with("error: --branch is missing"));
}

TEST_CASE("in a job, reconcile takes back a task whose job has ended, and only such a one") {
  CommandFleet fleet;
  const auto claim_in_run = [&](const std::string& id, const std::string& run) {
    fleet.publish(id, "Title");
    TaskRecord task = fleet.record(id);
    REQUIRE(fleet.tasks().claim(task, {"small", "", run, Milliseconds{600'000}}));
  };
  const std::string runs = "https://github.com/ada/engine/actions/runs/";
  claim_in_run("dead-aaaa", runs + "1/attempts/1");
  claim_in_run("live-aaaa", runs + "2/attempts/1");
  claim_in_run("strange-aaaa", "https://github.com/eve/engine/actions/runs/3");
  GitHubJob job;
  SECTION("by the forge's word") {
    job.server.will_answer(http_answer(200, R"({"status": "completed"})"));
    job.server.will_answer(http_answer(200, R"({"status": "in_progress"})"));
    CHECK(fleet.told({"reconcile"}) == "taken back: dead-IDID\n");
    CHECK(job.server.requests().size() == 2);
    CHECK(fleet.told({"task", "log", "dead-aaaa"}).find("the worker's job has ended") != std::string::npos);
  }
  SECTION("not where the forge says nothing") {
    job.server.will_answer(http_answer(401, R"({"message": "Bad credentials"})"));
    CHECK(fleet.told({"reconcile"}) ==
          "error: GitHub: GET " + job.server.url() +
              "/repos/ada/engine/actions/runs/1/attempts/1 was answered with 401: Bad credentials\n"
              "hint: the token is wrong or has expired: make a new one\n");
    CHECK(job.server.requests().size() == 1);
  }
}

TEST_CASE("a worker in a job claims its task with the job's address, for the time that the job has") {
  CommandFleet fleet;
  fleet.publish("open-aaaa", "Open");
  GitHubJob job;
  job.set("REEVE_JOB_MINUTES", "90");
  fleet.run({"work", "--task", "open-aaaa"});
  const TimePoint lease_end = fleet.clock().now() + std::chrono::minutes(90);
  CHECK(fleet.record("open-aaaa").text.find("\"lease_until\":\"" + format_time(lease_end)) !=
        std::string::npos);
  CHECK(fleet.record("open-aaaa").text.find(R"("run":"https://github.com/ada/engine/actions/runs/9")") !=
        std::string::npos);
}

}  // namespace ci_test
