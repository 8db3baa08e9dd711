#include "plan/goal_scene.h"

#include <algorithm>

namespace reeve {

// A circle, which only an altered log can have, counts as never: each of its tasks is that while it is looked
// at.
Fate Fates::of(const std::string& task) {
  const auto known = known_.find(task);
  if (known != known_.end()) return known->second;
  known_.emplace(task, Fate::never);
  return known_[task] = found(task);
}

Fate Fates::found(const std::string& task) {
  if (scene_.landed_ids.contains(task)) return Fate::done;
  if (const auto live = scene_.live.find(task); live != scene_.live.end()) {
    const TaskState& state = *live->second;
    if (state.phase == Phase::landed || state.is_dropped) return Fate::done;
    if (state.phase == Phase::cancelled)
      return state.replaced_by.empty() ? Fate::never : worst(state.replaced_by);
    return can_go_on(state, *this) ? Fate::coming : Fate::never;
  }
  const auto filed = scene_.filed.find(task);
  if (filed == scene_.filed.end()) return Fate::never;
  if (filed->second->phase == Phase::landed || filed->second->is_dropped) return Fate::done;
  return filed->second->replaced_by.empty() ? Fate::never : worst(filed->second->replaced_by);
}

Fate Fates::worst(const std::vector<std::string>& tasks) {
  Fate worst = Fate::done;
  for (const std::string& task : tasks) worst = std::max(worst, of(task));
  return worst;
}

Fate Fates::of_predecessors(const TaskState& task) {
  return worst(task.spec.after);
}

bool can_go_on(const TaskState& task, Fates& fates) {
  switch (task.phase) {
    case Phase::open:
    case Phase::claimed:
    case Phase::ready:
    case Phase::failed:
      return true;
    case Phase::waiting:
      return fates.of_predecessors(task) != Fate::never;
    default:
      return false;
  }
}

}  // namespace reeve
