#include "queue/sizes.h"

#include <algorithm>
#include <cmath>

namespace reeve::queue {

namespace {
Milliseconds build_time(const State& state) {
  constexpr Milliseconds supposed{2 * 60'000};  // until one has ended
  return state.history.duration.count() > 0 ? state.history.duration : supposed;
}

std::size_t whole(double value) {
  return static_cast<std::size_t>(std::max(value, 1.0));
}

// Those that came within the last build time: as many come within the next one.
std::size_t recent(const State& state, TimePoint now) {
  return static_cast<std::size_t>(
      std::count_if(state.waiting.begin(), state.waiting.end(),
                    [&](const Candidate& candidate) { return candidate.since + build_time(state) > now; }));
}

}  // namespace

Sizes sizes_for(const State& state, const Settings& settings, TimePoint now) {
  const double bad = state.history.bad_share();
  const double flaky = state.history.flake_share();
  Sizes sizes;
  const double best = 0.9 / std::sqrt(bad);
  const double pressed =
      static_cast<double>(recent(state, now)) / (static_cast<double>(settings.slots) * 0.6);
  sizes.group = std::min(whole(std::max(best, pressed)), settings.most);
  sizes.telling = whole(static_cast<double>(sizes.group) * 1.5);
  sizes.joined = sizes.group * 5;
  const double lost = bad + flaky / static_cast<double>(sizes.group);
  sizes.level = whole(0.5 / lost);
  sizes.ahead = whole(1 / lost);
  sizes.gather = std::chrono::duration_cast<Milliseconds>(build_time(state) * 0.06);
  sizes.pace = std::chrono::duration_cast<Milliseconds>(build_time(state) * 0.2);
  return sizes;
}

}  // namespace reeve::queue
