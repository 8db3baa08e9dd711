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
  const auto arrivals = static_cast<double>(recent(state, now));
  Sizes sizes;
  // 0.9 / sqrt(share) is near the best of group testing: at 1 % bad groups of 9 cost 0.11 builds a candidate
  // and their failures 0.09 more. Few slots are better used by larger ones.
  const double best = 0.9 / std::sqrt(bad);
  const double pressed = arrivals / (static_cast<double>(settings.slots) * 0.6);
  sizes.group = std::min(whole(std::max(best, pressed)), settings.most);
  // Of 167 candidates in a build time and no clash, parts of five groups cost 0.06 builds a change, those of
  // one group 0.13. After a clash small parts lose less: 861 instead of 765 landed an hour.
  sizes.joined = sizes.group * 5;
  sizes.wary = sizes.group;
  // With 0.55 bad ones expected in a build time (0.2 %, a thousand an hour) half of all land after one build
  // time; with 1.7 the chain is rebuilt so often that half as many land as by groups first. At 1.0 the
  // estimate for 1 % is below it now and then (p95 33.0 for 30.6); at 0.8 that for 0.2 % is above it now and
  // then (p95 31 for 22).
  constexpr double bearable = 0.8;
  // Below that hardly a longer tree runs that could vouch for one that failed.
  constexpr double worth_it = 20;
  sizes.is_direct = arrivals >= worth_it && arrivals * bad < bearable;
  sizes.gather = std::chrono::duration_cast<Milliseconds>(build_time(state) * 0.06);
  sizes.pace = std::chrono::duration_cast<Milliseconds>(build_time(state) * 0.1);
  return sizes;
}

}  // namespace reeve::queue
