#include "base/clock.h"

#include "base/fake_clock.h"
#include "support/catch.h"

namespace clock_test {

using namespace reeve;

namespace {

TimePoint at(std::int64_t milliseconds) {
  return TimePoint{Milliseconds{milliseconds}};
}

}  // namespace

TEST_CASE("a time is written in UTC with milliseconds") {
  CHECK(format_time(at(0)) == "1970-01-01T00:00:00.000Z");
  CHECK(format_time(at(1'795'231'200'125)) == "2026-11-21T03:20:00.125Z");
  CHECK(format_time(at(-1)) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("a written time is read back to the millisecond") {
  for (const std::int64_t milliseconds : {0LL, -1LL, 1'795'231'200'125LL, 951'827'696'789LL}) {
    CHECK(parse_time(format_time(at(milliseconds))) == at(milliseconds));
  }
}

TEST_CASE("the order of written times is the order of the times") {
  CHECK(format_time(at(999)) < format_time(at(1'000)));
  CHECK(format_time(at(86'399'999)) < format_time(at(86'400'000)));
}

TEST_CASE("a time may have a fraction of any length or none") {
  CHECK(parse_time("2026-11-21T03:20:00Z") == at(1'795'231'200'000));
  CHECK(parse_time("2026-11-21T03:20:00.1Z") == at(1'795'231'200'100));
  CHECK(parse_time("2026-11-21T03:20:00.125987654Z") == at(1'795'231'200'125));
}

TEST_CASE("what is not a time in UTC is absent") {
  for (const char* text :
       {"", "2026-11-21", "2026-11-21T03:20:00", "2026-11-21T03:20:00+01:00", "2026-11-21 03:20:00Z",
        "2026-11-21T03:20:00.Z", "2026-11-21T03:20:00Z ", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T03:60:00Z", "2026-11-21T03:20:60Z",
        "+026-11-21T03:20:00Z", "2026-11-2AT03:20:00Z", "2026-11-21T03:20:00.1x5Z"}) {
    INFO(text);
    CHECK_FALSE(parse_time(text));
  }
}

TEST_CASE("a duration is written in the unit that a person would use") {
  CHECK(format_duration(Milliseconds(0)) == "0 ms");
  CHECK(format_duration(Milliseconds(850)) == "850 ms");
  CHECK(format_duration(Milliseconds(1'000)) == "1.0 s");
  CHECK(format_duration(Milliseconds(12'499)) == "12.4 s");
  CHECK(format_duration(Milliseconds(59'999)) == "59.9 s");
  CHECK(format_duration(Milliseconds(200'000)) == "3 min 20 s");
  CHECK(format_duration(Milliseconds(3'599'999)) == "59 min 59 s");
  CHECK(format_duration(Milliseconds(7'500'000)) == "2 h 05 min");
  CHECK(format_duration(Milliseconds(360'000'000)) == "100 h 00 min");
  CHECK(format_duration(Milliseconds(-1'500)) == "-1.5 s");
}

TEST_CASE("the system clock moves forward while it sleeps") {
  const TimePoint before = system_clock().now();
  system_clock().sleep(Milliseconds(20));
  CHECK(system_clock().now() - before >= Milliseconds(19));
  CHECK(before > at(1'700'000'000'000));
}

TEST_CASE("a fake clock stands still until somebody sleeps on it") {
  FakeClock clock;
  const TimePoint start = clock.now();
  CHECK(clock.now() == start);
  clock.sleep(Milliseconds(250));
  clock.tick(Milliseconds(50));
  CHECK(clock.now() - start == Milliseconds(300));
}

}  // namespace clock_test
