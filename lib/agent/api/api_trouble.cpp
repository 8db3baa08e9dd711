#include "agent/api/api_trouble.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <ctime>

#include "base/json.h"
#include "base/text.h"

namespace reeve {

namespace {

constexpr std::size_t longest_words = 500;

// Times beyond the year 9999 are no times, and would overflow as milliseconds.
constexpr double latest_second = 253'402'300'800;

using Words = std::vector<std::string_view>;

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

bool says_one_of(const std::string& text, const Words& words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != text.npos; });
}

// Anthropic, OpenAI and OpenRouter, vLLM, llama.cpp, SGLang, and Google behind a compatible address.
bool speaks_of_full_context(const std::string& body) {
  return says_one_of(body, {"prompt is too long", "exceed context limit", "context_length_exceeded",
                            "maximum context length", "exceed_context_size", "available context size",
                            "context window", "context length", "input token count"});
}

bool speaks_of_quota(const std::string& body) {
  return says_one_of(body, {"insufficient_quota", "credit balance is too low", "exceeded your current quota",
                            "usage_limit_reached", "billing_error", "billing_hard_limit",
                            "insufficient credits", "insufficient balance"});
}

bool speaks_of_refusal(const std::string& body) {
  return says_one_of(body, {"content_policy", "content_filter", "content management policy", "was flagged",
                            "invalid_prompt"});
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = failure == std::errc{} && end == text.data() + text.size();
  return is_whole && value >= 0 && value < latest_second ? std::optional(value) : std::nullopt;
}

Milliseconds milliseconds(double count) {
  return Milliseconds(static_cast<Milliseconds::rep>(std::ceil(count)));
}

// "Sat, 21 Nov 2026 03:20:00 GMT"
std::optional<TimePoint> http_date(const std::string& text) {
  std::tm parts{};
  const char* end = strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return TimePoint(std::chrono::seconds(timegm(&parts)));
}

// "1h2m3.5s", "20ms", as OpenAI writes when a limit is over.
std::optional<Milliseconds> duration(std::string_view text) {
  double total = 0;
  while (!text.empty()) {
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || value < 0 || value > latest_second) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const std::string_view unit = text.substr(0, std::min(text.find_first_of("0123456789"), text.size()));
    const double factor = unit == "ms" ? 1 : unit == "s" ? 1e3 : unit == "m" ? 6e4 : unit == "h" ? 36e5 : 0;
    if (factor == 0) return std::nullopt;
    total += value * factor;
    text.remove_prefix(unit.size());
  }
  return milliseconds(total);
}

std::optional<TimePoint> retry_after(const std::vector<HttpHeader>& headers, TimePoint now) {
  if (const auto text = header_of(headers, "retry-after-ms")) {
    if (const auto count = number(*text)) return now + milliseconds(*count);
  }
  const auto text = header_of(headers, "retry-after");
  if (!text) return std::nullopt;
  if (const auto count = number(*text)) return now + milliseconds(*count * 1000);
  return http_date(*text);
}

// "<prefix>-remaining" and "<prefix>-reset" (Anthropic) or "x-ratelimit-remaining-<what>" (OpenAI).
std::optional<TimePoint> reset_if_used_up(const std::vector<HttpHeader>& headers,
                                          const std::string& remaining, const std::string& reset,
                                          TimePoint now) {
  if (header_of(headers, remaining).value_or("") != "0") return std::nullopt;
  const std::string text = header_of(headers, reset).value_or("");
  if (const auto time = parse_time(text)) return time;
  const auto wait = duration(text);
  return wait && !text.empty() ? std::optional(now + *wait) : std::nullopt;
}

// Of several limits that are used up, the one that lasts longest.
std::optional<TimePoint> reset_of_limits(const std::vector<HttpHeader>& headers, TimePoint now) {
  std::optional<TimePoint> latest;
  const auto consider = [&](std::optional<TimePoint> time) {
    if (time && (!latest || *latest < *time)) latest = time;
  };
  for (const char* what : {"requests", "tokens", "input-tokens", "output-tokens"}) {
    const std::string prefix = std::string("anthropic-ratelimit-") + what;
    consider(reset_if_used_up(headers, prefix + "-remaining", prefix + "-reset", now));
    const std::string other = std::string("x-ratelimit-");
    consider(reset_if_used_up(headers, other + "remaining-" + what, other + "reset-" + what, now));
  }
  const auto unified = number(header_of(headers, "anthropic-ratelimit-unified-reset").value_or("-"));
  if (unified && *unified > 0) consider(TimePoint(milliseconds(*unified * 1000)));
  return latest;
}

const JsonValue* error_in(const JsonValue& body) {
  const JsonValue* error = json_member(body, "error");
  return error == nullptr ? &body : error;
}

// Members of an error that say when a limit of a subscription is over.
std::optional<TimePoint> reset_in_body(std::string_view body, TimePoint now) {
  const auto value = try_parse_json(body);
  if (!value) return std::nullopt;
  const JsonValue& error = *error_in(*value);
  const auto at = json_number(error, "resets_at");
  if (at && *at > 0 && *at < latest_second) return TimePoint(milliseconds(*at * 1000));
  const auto in = json_number(error, "resets_in_seconds");
  return in && *in >= 0 && *in < latest_second ? std::optional(now + milliseconds(*in * 1000)) : std::nullopt;
}

ApiTrouble final_trouble(Outcome outcome, const std::string& reason, std::optional<TimePoint> until = {}) {
  return {ApiTrouble::Kind::final, outcome, reason, until};
}

}  // namespace

std::string words_of(std::string_view body) {
  std::string words;
  if (const auto value = try_parse_json(body)) {
    const JsonValue& error = *error_in(*value);
    words = error.IsString() ? std::string(error.GetString(), error.GetStringLength())
                             : json_string(error, "message").value_or("");
    if (words.empty()) words = json_string(*value, "message").value_or("");
  }
  if (words.empty()) words = body;
  return shorten(join(split_lines(printable(trim(words))), " "), longest_words);
}

ApiTrouble trouble_from(int status, const std::vector<HttpHeader>& headers, std::string_view body,
                        TimePoint now) {
  const std::string text = lower(body);
  const std::string reason = fmt::format("the service answers {}: {}", status, words_of(body));
  auto until = retry_after(headers, now);
  if (!until && status == 429) until = reset_of_limits(headers, now);
  if (!until) until = reset_in_body(body, now);
  if (status == 402 || ((status == 400 || status == 403 || status == 429) && speaks_of_quota(text))) {
    return final_trouble(Outcome::quota, reason, until);
  }
  if (status == 429 || status >= 500) {
    // Some say 500 for a request that can never fit.
    if (status == 500 && speaks_of_full_context(text)) return final_trouble(Outcome::context_full, reason);
    return {ApiTrouble::Kind::transient, Outcome::rate_limited, reason, until};
  }
  if ((status == 400 || status == 403) && speaks_of_refusal(text)) {
    return final_trouble(Outcome::refused, reason);
  }
  if (status == 401 || status == 403 || status == 404) return final_trouble(Outcome::auth, reason);
  if (status == 413) return final_trouble(Outcome::context_full, reason);
  if (status == 408) return trouble_without_answer(reason);
  if (speaks_of_full_context(text)) return final_trouble(Outcome::context_full, reason);
  return final_trouble(Outcome::crashed, reason);
}

ApiTrouble trouble_without_answer(const std::string& reason) {
  return {ApiTrouble::Kind::transient, Outcome::rate_limited, reason, std::nullopt};
}

}  // namespace reeve
