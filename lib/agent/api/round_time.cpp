#include "agent/api/round_time.h"

#include <algorithm>

namespace reeve {

namespace {

constexpr Milliseconds tick_interval{1'000};

}  // namespace

RoundTime::RoundTime(const Round& round)
    : round_(round),
      clock_(round.request.clock == nullptr ? system_clock() : *round.request.clock),
      start_(clock_.now()) {}

double RoundTime::seconds() const {
  return static_cast<double>((clock_.now() - start_).count()) / 1000;
}

std::optional<Milliseconds> RoundTime::left() const {
  if (!round_.left.time) return std::nullopt;
  return std::max(*round_.left.time - (clock_.now() - start_), Milliseconds(0));
}

bool RoundTime::wait(Milliseconds duration) {
  const TimePoint end = clock_.now() + duration;
  while (!round_.request.stop.stop_requested()) {
    const Milliseconds rest = end - clock_.now();
    if (rest <= Milliseconds(0)) return true;
    clock_.sleep(std::min(rest, tick_interval));
    if (round_.request.on_tick) round_.request.on_tick();
  }
  return false;
}

}  // namespace reeve
