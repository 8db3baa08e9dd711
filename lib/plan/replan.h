// What a planner decided about tasks that were planned before, as changes of the transaction that publishes
// its plan.
#pragma once

#include <string>
#include <vector>

#include "hub/task_store.h"
#include "plan/planned_task.h"

namespace reeve {

struct Replanned {
  std::vector<git::RefUpdate> updates;
  std::vector<std::string> changed;  // ids
  std::vector<std::string> left;     // a sentence for each that cannot be changed now: a worker has it, it
                                     // has landed meanwhile
};

// Cancels what tasks of the plan replace (`specs[i]` is what `tasks[i]` became) and what is dropped, and puts
// back what is to be tried again. Reads each of them.
Replanned replan(TaskStore& store, const std::vector<PlannedTask>& tasks, const std::vector<TaskSpec>& specs,
                 const PlanChanges& changes);

}  // namespace reeve
