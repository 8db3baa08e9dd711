// A clock for tests: stands still until it is told to tick, or somebody sleeps on it.
#pragma once

#include <atomic>

#include "base/clock.h"

namespace reeve {

class FakeClock : public Clock {
 public:
  explicit FakeClock(TimePoint start = TimePoint{Milliseconds{1'800'000'000'000}})
      : milliseconds_(start.time_since_epoch().count()) {}

  TimePoint now() const override { return TimePoint{Milliseconds{milliseconds_.load()}}; }
  void sleep(Milliseconds duration) override { tick(duration); }
  void tick(Milliseconds duration) { milliseconds_ += duration.count(); }

 private:
  std::atomic<Milliseconds::rep> milliseconds_;
};

}  // namespace reeve
