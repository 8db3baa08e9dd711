#include "plan/planned_task.h"

#include "base/text.h"

namespace reeve {

std::string describe(const PlannedTask& task) {
  const std::string& label = task.name.empty() ? task.spec.title : task.name;
  if (trim(label).empty()) return "a task";
  return "task '" + printable(shorten(split_lines(trim(label)).front(), 60)) + "'";
}

}  // namespace reeve
