#include "judge/chain.h"

#include "base/text.h"
#include "support/catch.h"

namespace chain_test {

using namespace reeve;

TEST_CASE("the oldest comes first, and priority counts as waiting") {
  const auto waiting = [](const std::string& id, int minutes, int priority) {
    TaskRecord task;
    task.state.spec.id = id;
    task.state.spec.priority = priority;
    task.state.phase_since = TimePoint{std::chrono::minutes{1000 - minutes}};
    return task;
  };
  std::vector<TaskRecord> tasks{waiting("new", 0, 0), waiting("old", 30, 0), waiting("urgent", 5, 2),
                                waiting("later", 35, -1), waiting("also-new", 0, 0)};
  sort_by_turn(tasks);
  std::vector<std::string> order;
  for (const TaskRecord& task : tasks) order.push_back(task.id());
  CHECK(join(order, " ") == "old later urgent also-new new");
}

}  // namespace chain_test
