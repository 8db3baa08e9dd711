#include "tools/hot_files.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>

#include "fleet/fleet_view.h"
#include "plan/goal_picture.h"

namespace reeve::cli {

namespace {

constexpr std::size_t most_diffs = 500;

// The newest first.
std::vector<const TaskHistory*> landed_since(const GoalHistory& history, TimePoint since) {
  std::vector<const TaskHistory*> landed;
  for (const TaskHistory& task : history.tasks) {
    if (task.landed && task.state.phase_since >= since) landed.push_back(&task);
  }
  std::ranges::sort(landed, [](const TaskHistory* a, const TaskHistory* b) {
    return std::tie(b->state.phase_since, b->id()) < std::tie(a->state.phase_since, a->id());
  });
  if (landed.size() > most_diffs) landed.resize(most_diffs);
  return landed;
}

HotFiles hot_files_of(const GoalScene& scene) {
  HotFiles hot;
  for (FileCollisions& file : collisions_of(collision_facts(scene))) {
    if (file.is_hot) hot.files.push_back(std::move(file));
  }
  hot.turns = turns_at(scene, hot_files(hot.files));
  return hot;
}

bool has_collided(const TaskState& task) {
  return std::any_of(task.attempts.begin(), task.attempts.end(),
                     [](const Attempt& attempt) { return !attempt.paths.empty(); });
}

bool any_has_collided(const GoalDigest& goal) {
  return std::any_of(goal.tasks.begin(), goal.tasks.end(),
                     [](const TaskRecord& task) { return has_collided(task.state); }) ||
         std::any_of(goal.filed.begin(), goal.filed.end(), has_collided) ||
         std::any_of(goal.collided.begin(), goal.collided.end(), has_collided);
}

// The ids that a live task waits for, directly or by what replaces them.
std::unordered_set<std::string_view> awaited_in(const GoalScene& scene) {
  std::unordered_set<std::string_view> awaited;
  for (const auto* tasks : {&scene.live, &scene.filed}) {
    for (const auto& [id, task] : *tasks) {
      awaited.insert(task->spec.after.begin(), task->spec.after.end());
      awaited.insert(task->replaced_by.begin(), task->replaced_by.end());
    }
  }
  return awaited;
}

// Of a hundred thousand landed tasks, those that somebody may wait for.
void add_landed_ids(GoalScene& scene, std::string_view ids) {
  const auto awaited = awaited_in(scene);
  for (; !ids.empty(); ids.remove_prefix(ids.find('\n') + 1)) {
    const std::string_view id = ids.substr(0, ids.find('\n'));
    if (awaited.contains(id)) scene.landed_ids.emplace(id);
  }
}

}  // namespace

HotFiles hot_files_of(Session& session, const GoalRecord& goal, const Config& config) {
  FleetView view(session.tasks, session.goals, goal.id());
  view.refresh();
  return hot_files_of(view.scene(goal, config));
}

HotFiles hot_files_of(const GoalDigest& goal, const Config& config) {
  if (!any_has_collided(goal)) return {};
  GoalScene scene;
  scene.goal = &goal.goal.state;
  scene.config = &config;
  for (const TaskRecord& task : goal.tasks) scene.live.emplace(task.id(), &task.state);
  for (const TaskState& task : goal.filed) scene.filed.emplace(task.spec.id, &task);
  for (const TaskState& task : goal.collided) scene.landed.emplace(task.spec.id, &task);
  add_landed_ids(scene, goal.landed.ids);
  return hot_files_of(scene);
}

std::vector<FileCollisions> collisions_of(const git::Repository& repository, const GoalHistory& history,
                                          std::size_t hot) {
  CollisionFacts facts;
  facts.hot = hot;
  if (const auto& cycles = history.goal.state.cycles; !cycles.empty()) facts.since = cycles.back().started;
  for (const TaskHistory& task : history.tasks) facts.tasks.push_back(&task.state);
  for (const TaskHistory* const task : landed_since(history, facts.since))
    facts.changed.emplace(task->id(), paths_changed_by(repository, *task->landed));
  return collisions_of(facts);
}

}  // namespace reeve::cli
