// A task as a plan has it, before it gets its id.
#pragma once

#include <string>

#include "task/spec.h"

namespace reeve {

struct PlannedTask {
  std::string name;   // what `after` of other tasks of the plan calls it; may be empty
  TaskSpec spec;      // without id, goal and parent; `after` holds names of the plan and ids of other tasks
  std::string where;  // for messages: "plan.toml:12"
};

// "task 'parser'", by its name, or by its title where it has no name; fit for a message.
std::string describe(const PlannedTask& task);

}  // namespace reeve
