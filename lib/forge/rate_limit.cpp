#include "forge/rate_limit.h"

#include <algorithm>
#include <charconv>
#include <ctime>

#include "base/text.h"

namespace reeve::forge {

namespace {

using std::chrono::seconds;

constexpr Milliseconds longest_pause = std::chrono::hours(1);

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = failure == std::errc{} && end == text.data() + text.size();
  // Times beyond the year 9999 are no times, and would overflow as milliseconds.
  return is_whole && value >= 0 && value < 253'402'300'800 ? std::optional(value) : std::nullopt;
}

// GitHub writes "x-ratelimit-…", GitLab "RateLimit-…".
std::optional<std::int64_t> limit_header(const HttpResponse& response, const std::string& name) {
  for (const char* prefix : {"x-ratelimit-", "ratelimit-"}) {
    if (const auto text = header_of(response.headers, prefix + name)) return number(*text);
  }
  return std::nullopt;
}

// "Sat, 21 Nov 2026 03:20:00 GMT"
std::optional<TimePoint> http_date(const std::string& text) {
  std::tm parts{};
  const char* end = strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return TimePoint(seconds(timegm(&parts)));
}

std::optional<TimePoint> retry_after(const HttpResponse& response, TimePoint now) {
  const auto text = header_of(response.headers, "retry-after");
  if (!text) return std::nullopt;
  if (const auto count = number(*text)) return now + seconds(*count);
  return http_date(*text);
}

// A reset is a whole second of the server's clock, and reached when that second is over.
std::optional<TimePoint> reset_of_used_up_limit(const HttpResponse& response) {
  const auto reset = limit_header(response, "reset");
  if (!reset || limit_header(response, "remaining") != 0) return std::nullopt;
  return TimePoint(seconds(*reset + 1));
}

bool speaks_of_limit(const HttpResponse& response) {
  return response.body.find("rate limit") != std::string::npos;
}

Milliseconds growing(Milliseconds first, unsigned tries) {
  return std::min(longest_pause, first * (std::int64_t{1} << std::min(tries, 20U)));
}

bool is_servers_trouble(int status) {
  return status == 500 || status == 502 || status == 503 || status == 504;
}

}  // namespace

Advice advise(const HttpResponse& response, HttpMethod method, TimePoint now, unsigned tries) {
  const auto told = retry_after(response, now);
  const auto reset = reset_of_used_up_limit(response);
  const bool is_limited =
      response.status == 429 || (response.status == 403 && (told || reset || speaks_of_limit(response)));
  if (is_limited) {
    const TimePoint time = told ? *told : reset ? *reset : now + growing(seconds(60), tries);
    return {NextStep::ask_again, std::max(time, now), "the rate limit is used up"};
  }
  const std::string trouble = "it answers " + std::to_string(response.status);
  if (response.status == 503 && told) return {NextStep::ask_again, std::max(*told, now), trouble};
  if (is_servers_trouble(response.status) && method == HttpMethod::get)
    return {NextStep::ask_again, now + growing(seconds(1), tries), trouble};
  return {};
}

}  // namespace reeve::forge
