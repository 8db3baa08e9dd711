// What a planner that was woken is told of the tasks that it was woken for.
#pragma once

#include <string>
#include <vector>

#include "plan/goal_picture.h"

namespace reeve {

// A section for a prompt: each report with what its task's attempts came to, as far as there is room; empty
// without reports. `about`: as a plan's spec has it. What has changed since is said as it is now. Pure.
std::string reports_section(const GoalPicture& picture, const std::vector<std::string>& about);

}  // namespace reeve
