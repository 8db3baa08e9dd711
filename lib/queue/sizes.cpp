#include "queue/sizes.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace reeve::queue {

namespace {
double knob(const char* name, double value) {
  const char* text = std::getenv(name);
  return text ? std::atof(text) : value;
}
Milliseconds build_time(const State& state) {
  constexpr Milliseconds supposed{2 * 60'000};  // until one has ended
  return state.history.duration.count() > 0 ? state.history.duration : supposed;
}

std::size_t whole(double value) { return static_cast<std::size_t>(std::max(value, 1.0)); }

// Those that came within the last build time: as many come within the next one.
std::size_t recent(const State& state, TimePoint now) {
  return static_cast<std::size_t>(
      std::count_if(state.waiting.begin(), state.waiting.end(), [&](const Candidate& candidate) {
        return candidate.since + build_time(state) > now;
      }));
}

}  // namespace

Sizes sizes_for(const State& state, const Settings& settings, TimePoint now) {
  const double bad = state.history.bad_share();
  const double flaky = state.history.flake_share();
  Sizes sizes;
  const double best = knob("G", 0.9) / std::sqrt(bad);
  const double pressed = static_cast<double>(recent(state, now)) / (static_cast<double>(settings.slots) * knob("P", 0.6));
  sizes.group = std::min(whole(std::max(best, pressed)), settings.most);
  sizes.telling = whole(static_cast<double>(sizes.group) * knob("TELL", 1.5));
  const double lost = bad + flaky / static_cast<double>(sizes.group);
  sizes.level = whole(knob("L", 0.5) / lost);
  sizes.ahead = whole(knob("A", 1.0) / lost);
  sizes.gather = std::chrono::duration_cast<Milliseconds>(build_time(state) * knob("GATHER", 0.06));
  sizes.pace = std::chrono::duration_cast<Milliseconds>(build_time(state) * knob("PACE", 0.2));
  return sizes;
}

}  // namespace reeve::queue
