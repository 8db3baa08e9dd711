// What services mean by their errors.
#include "agent/api/api_trouble.h"

#include "support/catch.h"

namespace api_trouble_test {

using namespace reeve;

namespace {

const TimePoint now = parse_time("2026-11-21T03:00:00Z").value();

// "transient rate_limited until 2026-…: reason".
std::string told(int status, const std::string& body, const std::vector<HttpHeader>& headers = {}) {
  const ApiTrouble trouble = trouble_from(status, headers, body, now);
  std::string text = trouble.kind == ApiTrouble::Kind::transient ? "transient " : "";
  text += name_of(trouble.outcome);
  if (trouble.until) text += " until " + format_time(*trouble.until).substr(11, 12);
  return text + ": " + trouble.reason;
}

std::string anthropic(const std::string& type, const std::string& message) {
  return R"({"type":"error","error":{"type":")" + type + R"(","message":")" + message +
         R"("},"request_id":"r"})";
}

std::string openai(const std::string& code, const std::string& message) {
  return R"({"error":{"message":")" + message + R"(","type":"x","param":null,"code":")" + code + R"("}})";
}

// The time of a rate limit with these headers.
std::string until(const std::vector<HttpHeader>& headers, const std::string& body = "") {
  const auto time = trouble_from(429, headers, body, now).until;
  return time ? format_time(*time).substr(11, 12) : "";
}

}  // namespace

TEST_CASE("errors of Anthropic") {
  CHECK(told(401, anthropic("authentication_error", "invalid x-api-key")) ==
        "auth: the service answers 401: invalid x-api-key");
  CHECK(told(403, anthropic("permission_error", "not yours")) == "auth: the service answers 403: not yours");
  CHECK(told(404, anthropic("not_found_error", "model: x")) == "auth: the service answers 404: model: x");
  CHECK(told(402, anthropic("billing_error", "pay")) == "quota: the service answers 402: pay");
  CHECK(told(400, anthropic("invalid_request_error", "Your credit balance is too low")) ==
        "quota: the service answers 400: Your credit balance is too low");
  CHECK(told(400, anthropic("invalid_request_error", "prompt is too long: 9 tokens > 8 maximum")) ==
        "context_full: the service answers 400: prompt is too long: 9 tokens > 8 maximum");
  CHECK(told(400, anthropic("invalid_request_error", "tools: bad")) ==
        "crashed: the service answers 400: tools: bad");
  CHECK(told(413, anthropic("request_too_large", "32 MB")) == "context_full: the service answers 413: 32 MB");
  CHECK(told(429, anthropic("rate_limit_error", "slow down"), {{"retry-after", "30"}}) ==
        "transient rate_limited until 03:00:30.000: the service answers 429: slow down");
  CHECK(told(529, anthropic("overloaded_error", "Overloaded")) ==
        "transient rate_limited: the service answers 529: Overloaded");
  CHECK(told(500, anthropic("api_error", "oops")) == "transient rate_limited: the service answers 500: oops");
}

TEST_CASE("errors of OpenAI and of those who speak like it") {
  CHECK(told(429, openai("insufficient_quota", "You exceeded your current quota")) ==
        "quota: the service answers 429: You exceeded your current quota");
  CHECK(told(429, openai("rate_limit_exceeded", "Rate limit reached")) ==
        "transient rate_limited: the service answers 429: Rate limit reached");
  CHECK(told(429, R"({"error":{"type":"usage_limit_reached","message":"limit","resets_in_seconds":90}})") ==
        "quota until 03:01:30.000: the service answers 429: limit");
  CHECK(told(400, openai("context_length_exceeded", "too much")) ==
        "context_full: the service answers 400: too much");
  CHECK(told(400, openai("content_policy_violation", "no")) == "refused: the service answers 400: no");
  // vLLM, llama.cpp in two versions, Ollama, a proxy without JSON.
  CHECK(
      told(400,
           R"({"object":"error","message":"This model's maximum context length is 8 tokens","code":400})") ==
      "context_full: the service answers 400: This model's maximum context length is 8 tokens");
  CHECK(told(400, R"({"error":{"code":400,"message":"too big","type":"exceed_context_size_error"}})") ==
        "context_full: the service answers 400: too big");
  CHECK(told(500, R"({"error":{"code":500,"message":"the request exceeds the available context size"}})") ==
        "context_full: the service answers 500: the request exceeds the available context size");
  CHECK(told(404, R"({"error":"model 'x' not found"})") ==
        "auth: the service answers 404: model 'x' not found");
  CHECK(told(502, "<html>\n<b>Bad\x1b Gateway</b>\n") ==
        "transient rate_limited: the service answers 502: <html> <b>Bad\\x1b Gateway</b>");
}

TEST_CASE("when a rate limit is over") {
  CHECK(until({}) == "");
  CHECK(until({{"Retry-After", "1.5"}}) == "03:00:01.500");
  CHECK(until({{"retry-after", "Sat, 21 Nov 2026 03:20:00 GMT"}}) == "03:20:00.000");
  CHECK(until({{"retry-after", "soon"}}) == "");
  CHECK(until({{"retry-after", "99999999999999999999"}}) == "");
  CHECK(until({{"retry-after", "-5"}}) == "");
  CHECK(until({{"retry-after-ms", "250"}, {"retry-after", "1"}}) == "03:00:00.250");
  CHECK(until({{"anthropic-ratelimit-requests-remaining", "0"},
               {"anthropic-ratelimit-requests-reset", "2026-11-21T03:01:00Z"},
               {"anthropic-ratelimit-tokens-remaining", "0"},
               {"anthropic-ratelimit-tokens-reset", "2026-11-21T03:02:00Z"},
               {"anthropic-ratelimit-output-tokens-remaining", "8"},
               {"anthropic-ratelimit-output-tokens-reset", "2026-11-21T03:09:00Z"}}) == "03:02:00.000");
  CHECK(until({{"anthropic-ratelimit-unified-reset", "1795230060"}}) == "03:01:00.000");
  CHECK(until({{"x-ratelimit-remaining-tokens", "0"}, {"x-ratelimit-reset-tokens", "1m6s"}}) ==
        "03:01:06.000");
  CHECK(until({{"x-ratelimit-remaining-requests", "0"}, {"x-ratelimit-reset-requests", "20ms"}}) ==
        "03:00:00.020");
  CHECK(until({{"x-ratelimit-remaining-requests", "0"}, {"x-ratelimit-reset-requests", "5 parsecs"}}) == "");
}

}  // namespace api_trouble_test
