// Stops the line of a goal when the same failure repeats (fleet/breaker.h), and brings back what was given up
// because of it once the line goes on.
#pragma once

#include <string>
#include <vector>

#include "hub/goal_store.h"
#include "plan/goal_scene.h"

namespace reeve {

struct LineKept {
  bool is_halted = false;             // the line was stopped now
  std::vector<std::string> called;    // ids of the planners' tasks that were published with that
  std::vector<std::string> put_back;  // ids of tasks that can be tried again
};

// Starts a line again whose trial is due. Stops the line and calls the planner in one transaction; where the
// same failure had stopped it before, the goal is paused for a person instead, who is told what to type.
// `scene` is the goal's, and `tasks` its live ones, which are brought up to date. What somebody else did
// first is left to the next run.
LineKept keep_line(TaskStore& store, GoalRecord& goal, const GoalScene& scene,
                   const std::vector<TaskRecord*>& tasks);

}  // namespace reeve
