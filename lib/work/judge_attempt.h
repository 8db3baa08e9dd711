// One claimed try at the task of a judge: the goal's checks are run on the newest target, then its agent
// looks with fresh eyes, and the verdict and what follows from it are recorded with the end of the task, in
// one transaction.
#pragma once

#include "work/attempt.h"

namespace reeve {

// As run_attempt(), for a task of kind `judge`. A check that is red forbids `achieved`, whatever an agent or
// a person says. Where no agent is named, the checks alone decide on a goal without criteria, and a person is
// asked about one that has some.
AttemptResult run_judge_attempt(const AttemptSetting& setting, TaskRecord& task);

}  // namespace reeve
