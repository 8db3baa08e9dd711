#include "tools/time_argument.h"

#include <charconv>
#include <optional>

#include "base/error.h"
#include "base/text.h"

namespace reeve::cli {

namespace {

// Nothing runs for longer, and the sum stays a time.
constexpr std::int64_t longest_seconds = std::int64_t{100} * 365 * 24 * 3600;

std::optional<std::int64_t> seconds_in(char unit) {
  switch (unit) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3600;
    case 'd':
      return 24 * 3600;
    default:
      return std::nullopt;
  }
}

// "+90s"
std::optional<Milliseconds> distance_in(const std::string& text) {
  if (text.size() < 3 || text.front() != '+') return std::nullopt;
  std::int64_t count = 0;
  const char* const end = text.data() + text.size() - 1;
  const auto [stop, error] = std::from_chars(text.data() + 1, end, count);
  const auto unit = seconds_in(text.back());
  if (error != std::errc() || stop != end || !unit || count < 0 || count > longest_seconds / *unit)
    return std::nullopt;
  return std::chrono::seconds(count * *unit);
}

// What is left out of "2026-11-21T03:20:00Z".
std::string completed(std::string text) {
  if (text.size() > 10 && text[10] == ' ') text[10] = 'T';
  if (text.size() == 10) text += "T00:00";
  if (text.size() == 16) text += ":00";
  return text.ends_with('Z') ? text : text + "Z";
}

}  // namespace

TimePoint time_argument(const std::string& text, TimePoint start, const std::string& option) {
  if (const auto distance = distance_in(text)) return start + *distance;
  if (const auto time = parse_time(completed(text))) return *time;
  throw Error(ErrorKind::usage, "'" + printable(text) + "' is no time for " + option,
              "for example \"2026-11-21 03:20\" (UTC), or +90m: so long after the beginning");
}

}  // namespace reeve::cli
