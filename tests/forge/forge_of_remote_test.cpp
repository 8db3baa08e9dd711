#include "forge/forge_of_remote.h"

#include "base/error.h"
#include "base/fake_clock.h"
#include "base/fake_http.h"
#include "support/catch.h"

namespace forge_of_remote_test {

using namespace reeve;
using namespace reeve::forge;

namespace {

// Where a request for the opened changes of such a remote goes; "none" without a forge.
std::string asked_of(const std::string& url, const Environment& environment) {
  FakeHttp http;
  FakeClock clock;
  http.answers = {{200, {}, R"([{"number": 7, "iid": 7, "html_url": "there", "web_url": "there"}])"}};
  const auto forge = forge_of_remote(url, environment, http, clock);
  if (!forge) return "none";
  CHECK(forge->open_or_find({"reeve/goal/x", "main", "Title", ""}).number == 7);
  const std::string asked = http.requests.at(0).url;
  return asked.substr(0, asked.find('?'));
}

}  // namespace

TEST_CASE("host and path are found in every way in which git names a remote") {
  const RemotePlace place{"github.com", "ada/engine"};
  for (const char* url : {"https://github.com/ada/engine.git", "https://ada:secret@github.com/ada/engine",
                          "ssh://git@github.com:22/ada/engine.git", "git@github.com:ada/engine.git",
                          "github.com:ada/engine/"}) {
    INFO(url);
    CHECK(place_of(url) == place);
  }
  CHECK(place_of("https://gitlab.example.org/group/sub/engine.git") ==
        RemotePlace{"gitlab.example.org", "group/sub/engine"});
  for (const char* url : {"/srv/engine.git", "../engine.git", "file:///srv/engine.git", "origin", ""}) {
    INFO(url);
    CHECK_FALSE(place_of(url));
  }
}

TEST_CASE("the forge of a remote is known by its host") {
  const Environment tokens{{"GH_TOKEN", "a"}, {"GITLAB_TOKEN", "b"}};
  CHECK(asked_of("git@github.com:ada/engine.git", tokens) == "https://api.github.com/repos/ada/engine/pulls");
  CHECK(asked_of("https://gitlab.example.org/ada/engine.git", tokens) ==
        "https://gitlab.example.org/api/v4/projects/ada%2Fengine/merge_requests");
  CHECK(asked_of("ssh://git.example.org/ada/engine.git", tokens) == "none");
  Environment enterprise = tokens;
  enterprise["GITHUB_SERVER_URL"] = "https://git.example.org";
  enterprise["GITHUB_API_URL"] = "https://git.example.org/api/v3";
  CHECK(asked_of("ssh://git@git.example.org/ada/engine.git", enterprise) ==
        "https://git.example.org/api/v3/repos/ada/engine/pulls");
}

TEST_CASE("without a token the variable to set is named") {
  try {
    asked_of("git@github.com:ada/engine.git", {});
    FAIL("it went without one");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::configuration);
    CHECK(std::string(error.what()) == "there is no token for github.com");
    CHECK(error.hint() == "set GITHUB_TOKEN in the environment to an access token");
  }
}

TEST_CASE("a commit has an address where its remote is on GitHub or GitLab, and no token is needed for it") {
  CHECK(commit_url("git@github.com:ada/engine.git", {}) == "https://github.com/ada/engine/commit/");
  CHECK(commit_url("https://bob:secret@gitlab.example.org/group/engine.git", {}) ==
        "https://gitlab.example.org/group/engine/-/commit/");
  CHECK(commit_url("ssh://git.example.org/ada/engine.git", {}) == "");
  CHECK(commit_url("ssh://git.example.org/ada/engine.git", {{"CI_SERVER_URL", "https://git.example.org"}}) ==
        "https://git.example.org/ada/engine/-/commit/");
  CHECK(commit_url("/srv/engine.git", {}) == "");
}

}  // namespace forge_of_remote_test
