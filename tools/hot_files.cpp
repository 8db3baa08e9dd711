#include "tools/hot_files.h"

#include "fleet/fleet_view.h"

namespace reeve::cli {

HotFiles hot_files_of(Session& session, const GoalRecord& goal, const Config& config) {
  FleetView view(session.tasks, session.goals, goal.id());
  view.refresh();
  const GoalScene scene = view.scene(goal, config);
  HotFiles hot;
  for (FileCollisions& file : collisions_of(collision_facts(scene))) {
    if (file.is_hot) hot.files.push_back(std::move(file));
  }
  hot.turns = turns_at(scene, hot_files(hot.files));
  return hot;
}

}  // namespace reeve::cli
