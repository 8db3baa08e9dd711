// All tasks of a goal as they were read at one moment: what the decisions about planning and judging are made
// from. Nothing here reads anything.
#pragma once

#include <map>
#include <set>
#include <string>

#include "config/config.h"
#include "task/fold.h"
#include "task/goal.h"

namespace reeve {

struct GoalScene {
  const GoalState* goal = nullptr;
  const Config* config = nullptr;
  std::map<std::string, const TaskState*> live;    // by id, as are the others
  std::map<std::string, const TaskState*> filed;   // cancelled, and plans and judges that are done
  std::map<std::string, const TaskState*> landed;  // in this cycle
  std::set<std::string> landed_ids;                // ever
};

// What has become of a task that others wait for.
enum class Fate {
  done,    // it landed, or nobody need wait for it
  coming,  // it, or what replaces it, can still go on by itself
  never,   // not without a person or a planner
};

// Remembers what it found: valid as long as the scene is.
class Fates {
 public:
  explicit Fates(const GoalScene& scene) : scene_(scene) {}

  Fate of(const std::string& task);
  // What stands between a task and its start: the worst of those that it waits for.
  Fate of_predecessors(const TaskState& task);

 private:
  Fate found(const std::string& task);
  Fate worst(const std::vector<std::string>& tasks);

  const GoalScene& scene_;
  std::map<std::string, Fate> known_;
};

// Whether a live task goes on without a person or a planner.
bool can_go_on(const TaskState& task, Fates& fates);

}  // namespace reeve
