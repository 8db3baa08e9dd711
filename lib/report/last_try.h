// What the attempts of a task leave for the person who must decide about it.
#pragma once

#include <string>
#include <vector>

#include "task/fold.h"

namespace reeve {

// A sentence each: who tried it and how that ended, the check that failed with the end of its output, what
// the last agent was concerned about, and where its work is kept. Empty if nobody tried.
std::vector<std::string> left_by_attempts(const TaskState& task);

}  // namespace reeve
