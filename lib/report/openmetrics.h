// The figures of goals as OpenMetrics 1.0 text, which Prometheus, its text file collector, its push gateway
// and GitLab's metrics reports read. Pure.
//
// What a counter counts never becomes less as long as the goal and its notes are there. No metric has a label
// that grows with the work: tasks and commits are in none of them. Of agents and models the first 100 of a
// goal are told apart, as an agent names its model itself; the others are "other" together.
#pragma once

#include <string>
#include <vector>

#include "report/figures.h"
#include "report/status.h"

namespace reeve {

struct MeasuredGoal {
  GoalHistory history;
  GoalStatus status;
};

// Ends in "# EOF\n". A metric that has no value for any goal is left out.
std::string openmetrics(const std::vector<MeasuredGoal>& goals, TimePoint now);

}  // namespace reeve
