// How a candidate that is suspected alone is found guilty or not.
#pragma once

#include "queue/policy.h"
#include "queue/trees.h"

namespace reeve::queue {

// Adds to the step the build that tells whether it is to blame: it alone on the newest place that is known to
// pass, once more where that failed, and then the place itself where it has never passed; `is_bare_asked`
// keeps two candidates from asking that. False if that would tell nothing: it passes there, so that it breaks
// only with what is not there, or cannot be merged there.
bool test_alone(Trees& trees, const Settings& settings, ChangeId candidate, bool& is_bare_asked, Step& step);

}  // namespace reeve::queue
