#include "base/clock.h"

#include <fmt/format.h>

#include <thread>

namespace reeve {

namespace {

class SystemClock : public Clock {
 public:
  TimePoint now() const override {
    return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
  }
  void sleep(Milliseconds duration) override { std::this_thread::sleep_for(duration); }
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Reads a time from left to right; after the first thing that does not fit, `good` stays false.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  int number(std::size_t digits) {
    int value = 0;
    for (; digits > 0; --digits) value = value * 10 + digit();
    return value;
  }

  void literal(char expected) {
    good_ = good_ && !rest_.empty() && rest_.front() == expected;
    if (good_) rest_.remove_prefix(1);
  }

  // The fraction after the seconds, if there is one. Digits after the third are cut off.
  int milliseconds() {
    if (rest_.empty() || rest_.front() != '.') return 0;
    literal('.');
    int value = digit() * 100;
    for (int weight = 10; !rest_.empty() && is_digit(rest_.front()); weight /= 10) value += digit() * weight;
    return value;
  }

  bool good_to_the_end() const { return good_ && rest_.empty(); }

 private:
  int digit() {
    good_ = good_ && !rest_.empty() && is_digit(rest_.front());
    if (!good_) return 0;
    const int value = rest_.front() - '0';
    rest_.remove_prefix(1);
    return value;
  }

  std::string_view rest_;
  bool good_ = true;
};

std::string format_positive_duration(std::int64_t milliseconds) {
  const std::int64_t seconds = milliseconds / 1000;
  const std::int64_t minutes = seconds / 60;
  if (seconds == 0) return fmt::format("{} ms", milliseconds);
  if (minutes == 0) return fmt::format("{}.{} s", seconds, milliseconds % 1000 / 100);
  if (minutes < 60) return fmt::format("{} min {:02} s", minutes, seconds % 60);
  return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
}

}  // namespace

Clock& system_clock() {
  static SystemClock& clock = *new SystemClock;  // never destroyed: threads may sleep on it until the end
  return clock;
}

std::string format_time(TimePoint time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::optional<TimePoint> parse_time(std::string_view text) {
  TimeReader reader(text);
  const int year = reader.number(4);
  reader.literal('-');
  const int month = reader.number(2);
  reader.literal('-');
  const int day = reader.number(2);
  reader.literal('T');
  const int hours = reader.number(2);
  reader.literal(':');
  const int minutes = reader.number(2);
  reader.literal(':');
  const int seconds = reader.number(2);
  const int milliseconds = reader.milliseconds();
  reader.literal('Z');
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!reader.good_to_the_end() || !date.ok() || hours > 23 || minutes > 59 || seconds > 59) return {};
  return TimePoint(std::chrono::sys_days(date)) + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
         std::chrono::seconds(seconds) + Milliseconds(milliseconds);
}

std::string format_duration(Milliseconds duration) {
  if (duration.count() < 0) return "-" + format_positive_duration(-duration.count());
  return format_positive_duration(duration.count());
}

}  // namespace reeve
