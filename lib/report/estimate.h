// How often tasks land, and from that when a goal will be done and what that will have cost, with how far
// this may be off. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/clock.h"

namespace reeve {

// How often tasks land.
struct LandingRate {
  std::size_t last_hour = 0;
  std::array<std::size_t, 24> hours{};  // of the last day, the oldest hour first; the last one is last_hour

  bool operator==(const LandingRate&) const = default;
};

// `recent`: when tasks landed, oldest first; all of the last day, and maybe older ones. What lies after
// `now`, by a clock that is ahead, counts as of now.
LandingRate landing_rate(const std::vector<TimePoint>& recent, TimePoint now);

// A value, and between what it will be nine times out of ten.
struct Estimated {
  double value = 0;
  double low = 0;
  double high = 0;

  bool operator==(const Estimated&) const = default;
};

struct Estimate {
  Estimated tasks;                // still to land
  Estimated seconds;              // until the last of them has
  std::optional<Estimated> cost;  // of them; absent where no landed task has a known one

  bool operator==(const Estimate&) const = default;
};

struct EstimateFacts {
  std::vector<TimePoint> recent;  // as for landing_rate()
  TimePoint now{};
  std::size_t left = 0;         // tasks that live and have yet to land, held ones too
  std::size_t plans_left = 0;   // plan tasks that have not ended
  std::size_t plans_ended = 0;  // and those that have
  std::size_t planned = 0;      // tasks that came of them, landed or not
  std::size_t known_cost = 0;   // landed tasks whose cost is known,
  double cost = 0;              // its sum
  double cost_squares = 0;      // and that of the squares
};

// With fewer landings within the last day than this there is no estimate.
constexpr std::size_t least_landings = 10;

// The method:
//  - Tasks: those that are left, and for each plan that has not ended as many as the ended ones made on
//    average; where none has ended yet, plans count as making none. How many a plan makes is taken to vary as
//    much as its mean (as an exponential distribution does). That new cycles plan more, and that some are
//    cancelled, is not foreseen.
//  - Time: at the pace of the newest landings of the last day, at most 100, the time since the last of them
//    included. Gaps between landings are taken to be independent, with the variance that they had; landings
//    that come in batches so widen the range.
//  - Cost: the mean of the landed tasks, with the variance that their costs had. What tasks that still run
//    have used already is in it.
// The ranges are those of a log-normal distribution with that relative deviation. Absent with too few
// landings, and where nothing is left.
std::optional<Estimate> estimate_of(const EstimateFacts& facts);

}  // namespace reeve
