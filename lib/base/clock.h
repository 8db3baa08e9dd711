// Time behind an interface, so that leases and backoff can be tested without waiting.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace reeve {

using Milliseconds = std::chrono::milliseconds;
using TimePoint = std::chrono::sys_time<Milliseconds>;  // UTC

// Safe to use from several threads.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
  // Blocks for about this long; a fake advances itself instead.
  virtual void sleep(Milliseconds duration) = 0;
};

// The machine's clock; one shared instance, never destroyed.
Clock& system_clock();

// "2026-11-21T03:20:00.125Z". Always UTC, always milliseconds, so that text order is time order.
std::string format_time(TimePoint time);

// Reads RFC 3339 in UTC ("Z"), with or without a fraction; absent for anything else.
std::optional<TimePoint> parse_time(std::string_view text);

// "850 ms", "12.4 s", "3 min 20 s", "2 h 05 min", for people.
std::string format_duration(Milliseconds duration);

}  // namespace reeve
