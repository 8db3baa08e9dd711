// A task as a plan has it, before it gets its id.
#pragma once

#include <string>
#include <vector>

#include "task/spec.h"

namespace reeve {

struct PlannedTask {
  std::string name;   // what `after` of other tasks of the plan calls it; may be empty
  TaskSpec spec;      // without id, goal and parent; `after` holds names of the plan and ids of other tasks
  std::string where;  // for messages: "plan.toml:12"
  std::vector<std::string> creates;   // path patterns of its scope that match nothing yet, and will
  std::vector<std::string> overlaps;  // names and ids of tasks that may touch the same files at the same time
  std::vector<std::string> replaces;  // ids of tasks that this one does instead, alone or with others
};

// What else a planner decides about tasks that it, or one above it, planned before.
struct PlanChanges {
  struct Change {
    std::string task;  // id
    std::string text;
    std::string where;  // for messages
  };
  std::vector<Change> drop;   // cancelled; those that wait for it go on without. `text`: why
  std::vector<Change> retry;  // put back; the next attempt reads `text`
};

// "task 'parser'", by its name, or by its title where it has no name; fit for a message.
std::string describe(const PlannedTask& task);

}  // namespace reeve
