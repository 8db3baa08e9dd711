// One claimed try at a plan task: a planner runs, and its tasks are published with the end of its own.
#pragma once

#include "work/attempt.h"

namespace reeve {

// As run_attempt(), for a task of kind `plan`. The ids of what was published are in the result.
AttemptResult run_plan_attempt(const AttemptSetting& setting, TaskRecord& task);

}  // namespace reeve
