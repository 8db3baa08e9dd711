#include "forge/rest.h"

#include "base/error.h"
#include "base/fake_clock.h"
#include "base/fake_http.h"
#include "support/catch.h"

namespace rest_test {

using namespace reeve;
using namespace reeve::forge;

namespace {

const std::vector<HttpHeader> wait_a_minute{{"Retry-After", "60"}};

struct World {
  RestApi api() {
    return {http,
            clock,
            {.name = "Forge",
             .url = "https://forge.example/api",
             .authorization = {"Authorization", "Bearer s3cret"},
             .token = "s3cret",
             .headers = {{"Accept", "text/x"}},
             .stop = stop.get_token()}};
  }

  // Kind, words and hint of what a call throws.
  std::string failure() {
    try {
      api().call(HttpMethod::post, "/things?q=s3cret", JsonObject().add("a", 1));
    } catch (const Error& error) {
      return std::to_string(static_cast<int>(error.kind())) + " " + error.what() + " / " + error.hint();
    }
    return "no failure";
  }

  FakeHttp http;
  FakeClock clock;
  std::stop_source stop;
};

std::string kind(ErrorKind kind) {
  return std::to_string(static_cast<int>(kind)) + " ";
}

const std::string call = "Forge: POST https://forge.example/api/things was answered with ";

}  // namespace

TEST_CASE("a call sends the headers, the token and JSON, and gives the answer's JSON") {
  World world;
  world.http.answers = {{200, {}, "{\"id\": 7}"}};
  CHECK(json_integer(world.api().call(HttpMethod::post, "/things", JsonObject().add("a", 1)), "id") == 7);
  const HttpRequest& sent = world.http.requests.at(0);
  CHECK(sent.url == "https://forge.example/api/things");
  CHECK(sent.body == "{\"a\":1}");
  CHECK(sent.headers == std::vector<HttpHeader>{{"Accept", "text/x"},
                                                {"Authorization", "Bearer s3cret"},
                                                {"Content-Type", "application/json"}});
}

TEST_CASE("an answer without a body is fine, one that is no JSON is not") {
  World world;
  world.http.answers = {{204, {}, ""}, {200, {}, "<html>"}};
  CHECK(world.failure() == "no failure");
  CHECK(world.failure() == kind(ErrorKind::unreachable) +
                               "Forge: POST https://forge.example/api/things: the answer is no JSON / look "
                               "whether the address is that of the interface, and not of the web pages");
}

TEST_CASE("a limit is waited for, and the call is made again") {
  World world;
  world.http.answers = {{429, wait_a_minute, ""}, {403, wait_a_minute, ""}, {201, {}, ""}};
  const TimePoint before = world.clock.now();
  CHECK(world.failure() == "no failure");
  CHECK(world.clock.now() - before == std::chrono::minutes(2));
  CHECK(world.http.requests.size() == 3);
}

TEST_CASE("a limit beyond all patience is told with its time, and nobody waits") {
  World world;
  world.http.answers = {{429, {{"Retry-After", "901"}}, ""}};
  const TimePoint before = world.clock.now();
  CHECK(world.failure() ==
        kind(ErrorKind::unreachable) +
            "Forge: POST https://forge.example/api/things: the rate limit is used up / ask "
            "again after " +
            format_time(before + std::chrono::seconds(901)));
  CHECK(world.clock.now() == before);
}

TEST_CASE("a wait ends when the person wants it to") {
  World world;
  world.http.answers = {{429, wait_a_minute, ""}};
  world.stop.request_stop();
  CHECK(world.failure() == kind(ErrorKind::interrupted) + "waiting for Forge was interrupted / ");
}

TEST_CASE("what the forge refuses is told in its words, without the token") {
  World world;
  const auto answered = [&](int status, const std::string& body) {
    world.http.answers = {{status, {}, body}};
    return world.failure();
  };
  CHECK(answered(401, R"({"message": "Bad credentials"})") ==
        kind(ErrorKind::configuration) + call +
            "401: Bad credentials / the token is wrong or has expired: make a new one");
  CHECK(answered(403, R"({"message": "s3cret may not"})") ==
        kind(ErrorKind::configuration) + call +
            "403: (the token) may not / give the token the right to do this");
  CHECK(answered(404, R"({"error": "404 Not Found"})") ==
        kind(ErrorKind::not_found) + call +
            "404: 404 Not Found / look at the name, and whether the token may see it");
  CHECK(
      answered(422, R"({"message": "Validation Failed", "errors": [{"message": "no head"}, {"code": 1}]})") ==
      kind(ErrorKind::invalid) + call + "422: Validation Failed: no head / ");
  CHECK(answered(400, R"({"message": {"name": ["is too long"]}})") ==
        kind(ErrorKind::invalid) + call + "400: {\"name\":[\"is too long\"]} / ");
  CHECK(answered(502, "<html>s3cret</html>") ==
        kind(ErrorKind::unreachable) + call + "502 / look at the forge's status page, and try again");
  CHECK(answered(302, "") ==
        kind(ErrorKind::unreachable) + call + "302 / look at the forge's status page, and try again");
}

TEST_CASE("a token is not sent over a network in the clear") {
  World world;
  const auto made_with = [&](const std::string& url) {
    try {
      RestApi(world.http, world.clock, {.name = "Forge", .url = url, .authorization = {}, .token = "t"});
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("made");
  };
  for (const char* url :
       {"https://forge.example", "http://127.0.0.1:80/api", "http://localhost", "http://[::1]/"})
    CHECK(made_with(url) == "made");
  for (const char* url :
       {"http://forge.example", "http://localhost.example", "http://127.0.0.1.example/", ""})
    CHECK(made_with(url) == "the address of Forge, " + std::string(url) +
                                ", is not encrypted: it would show the token to the network");
}

}  // namespace rest_test
