#include "forge/rate_limit.h"

#include "support/catch.h"

namespace rate_limit_test {

using namespace reeve;
using namespace reeve::forge;

namespace {

const TimePoint now{std::chrono::milliseconds(1'800'000'000'250)};  // 2027-01-15T08:00:00.250Z

// "use", or "again after N ms: reason".
std::string advised(int status, const std::vector<HttpHeader>& headers, const std::string& body = "",
                    HttpMethod method = HttpMethod::post, unsigned tries = 0) {
  const Advice advice = advise({status, headers, body}, method, now, tries);
  if (advice.step == NextStep::use_answer) return "use" + advice.reason;
  return "again after " + std::to_string((advice.not_before - now).count()) + " ms: " + advice.reason;
}

const std::string used_up = " ms: the rate limit is used up";

}  // namespace

TEST_CASE("an answer that is no matter of waiting is used as it is") {
  CHECK(advised(200, {}) == "use");
  CHECK(advised(201, {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1800000100"}}) == "use");
  CHECK(advised(403, {}, R"({"message": "Resource not accessible by integration"})") == "use");
  CHECK(advised(403, {{"X-RateLimit-Remaining", "12"}, {"X-RateLimit-Reset", "1800000100"}}) == "use");
  CHECK(advised(404, {{"Retry-After", "5"}}) == "use");
  CHECK(advised(422, {}) == "use");
}

TEST_CASE("a used-up limit is waited for as long as the forge says") {
  const std::vector<HttpHeader> primary{{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "1800000100"}};
  CHECK(advised(403, primary) == "again after 100750" + used_up);
  CHECK(advised(429, primary) == "again after 100750" + used_up);
  CHECK(advised(429, {{"RateLimit-Remaining", "0"}, {"RateLimit-Reset", "1800000100"}}) ==
        "again after 100750" + used_up);
  CHECK(advised(403, {{"Retry-After", "30"}}) == "again after 30000" + used_up);
  CHECK(advised(429, {{"retry-after", "Fri, 15 Jan 2027 08:01:00 GMT"}}) == "again after 59750" + used_up);
  SECTION("Retry-After before the reset") {
    std::vector<HttpHeader> both = primary;
    both.push_back({"Retry-After", "30"});
    CHECK(advised(403, both) == "again after 30000" + used_up);
  }
  SECTION("not into the past") {
    CHECK(advised(429, {{"retry-after", "Fri, 15 Jan 2027 07:00:00 GMT"}}) == "again after 0" + used_up);
    CHECK(advised(429, {{"RateLimit-Remaining", "0"}, {"RateLimit-Reset", "1"}}) ==
          "again after 0" + used_up);
  }
}

TEST_CASE("a limit without a time is a minute, and twice as long at every try up to an hour") {
  const std::string words = R"({"message": "You have exceeded a secondary rate limit."})";
  CHECK(advised(403, {}, words, HttpMethod::post, 0) == "again after 60000" + used_up);
  CHECK(advised(403, {}, words, HttpMethod::post, 1) == "again after 120000" + used_up);
  CHECK(advised(429, {}, "", HttpMethod::get, 3) == "again after 480000" + used_up);
  CHECK(advised(429, {}, "", HttpMethod::get, 4'000'000'000) == "again after 3600000" + used_up);
  for (const char* nonsense : {"soon", "-5", "5x", "", "99999999999999999999", "Fri, 15 Jan 2027"})
    CHECK(advised(429, {{"Retry-After", nonsense}}) == "again after 60000" + used_up);
}

TEST_CASE("a server's trouble is tried again where nothing can be done twice, or where it says when") {
  CHECK(advised(502, {}, "", HttpMethod::get, 0) == "again after 1000 ms: it answers 502");
  CHECK(advised(500, {}, "", HttpMethod::get, 2) == "again after 4000 ms: it answers 500");
  CHECK(advised(502, {}, "", HttpMethod::post) == "use");
  CHECK(advised(503, {{"Retry-After", "9"}}, "", HttpMethod::post) == "again after 9000 ms: it answers 503");
  CHECK(advised(501, {}, "", HttpMethod::get) == "use");
}

}  // namespace rate_limit_test
