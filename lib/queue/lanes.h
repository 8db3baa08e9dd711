// Which groups are tested where a candidate may land beside others that share nothing with it (apart.h).
#pragma once

#include "queue/policy.h"
#include "queue/trees.h"

namespace reeve::queue {

// Adds to the step the builds of groups. A group stands on the line's newest with those on top that are in
// flight and share something with its members: they are supposed to land before it. So all that touches one
// thing is a chain of its own, and a failure costs only those who stood on it. While the line is not known to
// be sound, groups stand on the newest place that is, with what landed since and shares something with them.
//
// Who would stand on too many waits, and who shares something with it does not overtake it; so whoever can
// interact with all waits until little is in flight.
void start_lanes(Trees& trees, const Settings& settings, TimePoint now, Step& step);

}  // namespace reeve::queue
