// What error messages mean.
#include "agent/cli/trouble.h"

#include "agent/cli/version.h"
#include "support/catch.h"

namespace trouble_test {

using namespace reeve;
using namespace reeve::cli_agent;

namespace {

const TimePoint now{Milliseconds{1'800'000'000'000}};

std::string_view meaning(const std::string& message, std::optional<int> status = {}) {
  return name_of(trouble_of(message, status, now).outcome);
}

// Seconds from now; absent as -1.
double seconds_in(const std::string& message) {
  const auto time = time_in(message, now);
  return time ? static_cast<double>((*time - now).count()) / 1000 : -1;
}

}  // namespace

TEST_CASE("an error is classified by its words and its status") {
  CHECK(meaning("insufficient_quota: You exceeded your current quota", 429) == "quota");
  CHECK(meaning("You exceeded your current quota. Please retry in 12.5s", 429) == "rate_limited");
  CHECK(meaning("Payment Required", 402) == "quota");
  CHECK(meaning("prompt is too long: 429 tokens > 401 maximum", 400) == "context_full");
  CHECK(meaning("request too large", 413) == "context_full");
  CHECK(meaning("last status: 429 Too Many Requests") == "rate_limited");
  CHECK(meaning("Overloaded") == "rate_limited");
  CHECK(meaning("upstream", 503) == "rate_limited");
  CHECK(meaning("Forbidden", 403) == "auth");
  CHECK(meaning("No API key found for anthropic.") == "auth");
  CHECK(meaning("Incomplete response returned, reason: content_filter") == "refused");
  CHECK(meaning("Incomplete response returned, reason: max_output_tokens") == "limit_budget");
  CHECK(meaning("connect ECONNREFUSED 127.0.0.1:4290") == "crashed");
  CHECK(meaning("Internal Server Error", 500) == "crashed");
  CHECK(meaning("") == "crashed");
}

TEST_CASE("when to come back is found in what messages and headers say") {
  CHECK(seconds_in("retry-after: 30") == 30);
  CHECK(seconds_in(R"({"Retry-After":"120"})") == 120);
  CHECK(seconds_in("Please try again in 1m 20.5s.") == 80.5);
  CHECK(seconds_in("try again in 850ms") == 0.85);
  CHECK(seconds_in("or try again in 2 days 3 hours 5 minutes.") == 183'900);
  CHECK(seconds_in(R"({"resets_in_seconds":9000})") == 9'000);
  CHECK(seconds_in(R"({"resets_at":1800000060,"resets_in_seconds":9000})") == 60);
  CHECK(seconds_in("usage limit reached|1800000060") == 60);
  CHECK(seconds_in("retry in 99999999999999999999s") == -1);
  CHECK(seconds_in("try again in a while") == -1);
  CHECK(seconds_in("resets_at: soon") == -1);
}

TEST_CASE("only a pause has a time to come back") {
  CHECK(trouble_of("401, retry-after: 30", {}, now).until == std::nullopt);
  CHECK(trouble_of("429, retry-after: 30", {}, now).until == now + Milliseconds(30'000));
}

TEST_CASE("the version is the number in what a program says") {
  CHECK(version_in("2.1.197 (Claude Code)\n") == "2.1.197");
  CHECK(version_in("codex-cli 0.169.0\n") == "0.169.0");
  CHECK(version_in("GitHub Copilot CLI 1.0.102.\nRun 'copilot update'\n") == "1.0.102");
  CHECK(version_in("v3.4-beta\n") == "3.4-beta");
  CHECK(version_in("unknown\n") == "unknown");
  CHECK(version_in("").empty());
}

}  // namespace trouble_test
