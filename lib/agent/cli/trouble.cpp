#include "agent/cli/trouble.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

namespace reeve::cli_agent {

namespace {

using Phrases = std::vector<std::string_view>;

constexpr bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + ('a' - 'A'));
  return result;
}

bool says(const std::string& message, const Phrases& phrases) {
  return std::ranges::any_of(phrases, [&](auto phrase) { return message.find(phrase) != message.npos; });
}

const Phrases context_phrases{"prompt is too long",
                              "prompt_too_long",
                              "context window",
                              "context length",
                              "context_length",
                              "contextoverflow",
                              "maximum context",
                              "input is too long",
                              "token count",
                              "ran out of room",
                              "exceeds the maximum number of tokens"};
const Phrases cut_phrases{"max_output_tokens", "output token maximum", "maximum output tokens"};
const Phrases refusal_phrases{"content_filter", "content filter", "contentfilter",     "content policy",
                              "usage policy",   "refusal",        "prohibited_content"};
const Phrases quota_phrases{"credit balance", "quota exceeded", "insufficient_quota",  "current quota",
                            "billing",        "out of credits", "insufficient credits"};
const Phrases rate_phrases{"rate limit",  "rate_limit",        "ratelimit",  "too many requests",
                           "usage limit", "hit your limit",    "overloaded", "resource_exhausted",
                           "usage_limit", "resource exhausted"};
const Phrases key_phrases{"api key",         "api_key",       "authentication", "unauthorized",
                          "unauthenticated", "not logged in", "/login",         "token has expired",
                          "oauth token",     "x-api-key",     "invalid_grant",  "auth method"};

// The first number in the message that is a status which says something by itself.
std::optional<int> status_in(std::string_view message) {
  static constexpr std::array telling{401, 402, 403, 413, 429, 503, 529};
  for (std::size_t i = 0; i < message.size(); ++i) {
    if (!is_digit(message[i])) continue;
    std::size_t end = i;
    while (end < message.size() && is_digit(message[end])) ++end;
    const int number = end - i == 3 ? std::atoi(std::string(message.substr(i, 3)).c_str()) : 0;
    if (std::ranges::count(telling, number) > 0) return number;
    i = end;
  }
  return {};
}

bool is_one_of(int status, std::initializer_list<int> statuses) {
  return std::ranges::count(statuses, status) > 0;
}

// Words that name one thing come before the status, which a proxy may have chosen; words that are said of
// several things come after it.
Outcome outcome_of(const std::string& message, int status, bool says_when) {
  if (status == 413 || says(message, context_phrases)) return Outcome::context_full;
  if (says(message, cut_phrases)) return Outcome::limit_budget;
  if (says(message, refusal_phrases)) return Outcome::refused;
  if (is_one_of(status, {401, 403})) return Outcome::auth;
  // Google says "quota" for every limit; one that is over in seconds is a rate.
  if (status == 402 || (says(message, quota_phrases) && !says_when)) return Outcome::quota;
  if (is_one_of(status, {429, 503, 529}) || says(message, rate_phrases) || says(message, quota_phrases))
    return Outcome::rate_limited;
  return says(message, key_phrases) ? Outcome::auth : Outcome::crashed;
}

double seconds_of_unit(std::string_view unit) {
  if (unit.starts_with("ms") || unit.starts_with("milli")) return 0.001;
  if (unit.starts_with("s")) return 1;
  if (unit.starts_with("m")) return 60;
  if (unit.starts_with("h")) return 3'600;
  return unit.starts_with("d") ? 86'400 : 0;
}

struct Number {
  double value = 0;
  std::size_t end = 0;  // behind it; 0: there is none
};

// The number that the text begins with, behind whatever stands between a name and its value.
Number number_at(std::string_view text) {
  const std::size_t start = std::min(text.find_first_not_of(" \t\":='\\"), text.size());
  std::size_t end = start;
  while (end < text.size() && end - start < 20 && (is_digit(text[end]) || text[end] == '.')) ++end;
  if (end == start || !is_digit(text[start])) return {};
  return {std::strtod(std::string(text.substr(start, end - start)).c_str(), nullptr), end};
}

// "1m 20s", "12.5s", "2 days 3 hours"; a bare number is seconds. 0: no duration.
double duration_at(std::string_view text) {
  double seconds = 0;
  for (Number number = number_at(text); number.end > 0; number = number_at(text)) {
    text.remove_prefix(number.end);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const double unit = seconds_of_unit(text);
    if (unit == 0) return seconds == 0 ? number.value : seconds;
    seconds += number.value * unit;
    text.remove_prefix(std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), text.size()));
  }
  return seconds;
}

std::optional<std::string_view> behind(std::string_view message, std::string_view phrase) {
  const auto at = message.find(phrase);
  if (at == std::string_view::npos) return {};
  return message.substr(at + phrase.size());
}

constexpr double longest_pause = 60.0 * 86'400;

}  // namespace

std::optional<TimePoint> time_of_epoch(double seconds) {
  if (seconds <= 1e9 || seconds >= 4.2e9) return {};
  return TimePoint(Milliseconds(static_cast<Milliseconds::rep>(seconds * 1000)));
}

std::optional<TimePoint> time_in(std::string_view message, TimePoint now) {
  const std::string text = lower(message);
  for (const char* name : {"resets_at", "resetsat", "limit reached|"}) {
    const auto value = behind(text, name);
    if (const auto time = value ? time_of_epoch(number_at(*value).value) : std::nullopt) return time;
  }
  for (const char* phrase :
       {"resets_in_seconds", "retry-after-ms", "retry-after", "retry_after", "try again in", "retry in"}) {
    const auto value = behind(text, phrase);
    double seconds = value ? duration_at(*value) : 0;
    if (std::string_view(phrase) == "retry-after-ms") seconds /= 1000;
    if (seconds > 0 && seconds < longest_pause)
      return now + Milliseconds(static_cast<Milliseconds::rep>(seconds * 1000));
  }
  return {};
}

Trouble trouble_of(std::string_view message, std::optional<int> status, TimePoint now) {
  const auto until = time_in(message, now);
  const int known_status = status ? *status : status_in(message).value_or(0);
  Trouble trouble{outcome_of(lower(message), known_status, until.has_value()), std::string(message), {}};
  if (trouble.outcome == Outcome::rate_limited || trouble.outcome == Outcome::quota) trouble.until = until;
  return trouble;
}

}  // namespace reeve::cli_agent
