#include "fleet/line_keeper.h"

#include <algorithm>

#include "fleet/breaker.h"
#include "plan/trial.h"
#include "plan/wake.h"

namespace reeve {

namespace {

std::vector<const TaskState*> live_of(const GoalScene& scene) {
  std::vector<const TaskState*> live;
  for (const auto& [id, task] : scene.live) live.push_back(task);
  return live;
}

// Of this cycle: what failed before it was planned anew does not count either.
std::optional<TimePoint> last_landing(const GoalScene& scene) {
  if (scene.goal->cycles.empty()) return std::nullopt;
  TimePoint last = scene.goal->cycles.back().started;
  for (const auto& [id, task] : scene.landed) last = std::max(last, task->phase_since);
  return last;
}

Event event_of(TaskStore& store, EventType type, const std::string& reason) {
  Event event = make_event(type, store.clock().now(), store.who());
  event.reason = reason;
  return event;
}

// The planner that hears of the halt, as it would be found at the next look: but a kill in between must not
// leave a line that is stopped and nobody asked.
CallUpdates calls_for(TaskStore& store, const GoalRecord& goal, GoalScene scene, const Event& halted) {
  const GoalState stopped = fold(decode_goal_log(goal.text + encode_event(halted)));
  scene.goal = &stopped;
  return updates_of_calls(store, goal, wakes_of(scene));
}

bool a_planner_is_at_work(const GoalScene& scene) {
  return std::ranges::any_of(scene.live, [](const auto& item) {
    const TaskState& task = *item.second;
    return task.spec.kind == TaskKind::plan && !task.finished() && task.phase != Phase::held;
  });
}

void halt(TaskStore& store, GoalRecord& goal, const GoalScene& scene, const Trip& trip, LineKept& kept) {
  Event halted = event_of(store, EventType::halted, trip.reason);
  halted.signature = trip.signature;
  CallUpdates change;
  if (is_repeated(trip, goal.state)) {
    change.events = {event_of(
        store, EventType::paused,
        "the same failure has stopped the line again, and planning anew did not help: " + trip.reason +
            "; mend what is wrong, then type 'git reeve goal resume " + goal.id() + "'")};
  } else if (!trip.is_configuration) {
    change = calls_for(store, goal, scene, halted);
  }
  // Nobody is asked where no planner could mend it, none is named, or the one that would be has given up. One
  // that is at work is asked when it is done.
  if (change.events.empty() && (trip.is_configuration || !a_planner_is_at_work(scene))) {
    halted.verdict = for_a_person;
    halted.reason += "; mend what is wrong, then type 'git reeve goal resume " + goal.id() +
                     "'; from time to time it is tried without";
  }
  change.events.insert(change.events.begin(), halted);
  kept.is_halted = GoalStore(store).append(goal, change.events, change.updates);
  if (kept.is_halted) kept.called = change.ids;
}

// Keys are mended, and services come back, without anybody telling us.
void try_again(TaskStore& store, GoalRecord& goal, const GoalScene& scene) {
  const auto trial = next_trial(goal.state, scene.config->breaker);
  if (!trial || store.clock().now() < *trial) return;
  GoalStore(store).append(goal, EventType::restarted, "to see whether what stopped the line has been mended");
}

// From the first agent on: what failed was not the agents' fault.
void put_back(TaskStore& store, const GoalState& goal, const GoalScene& scene,
              const std::vector<TaskRecord*>& tasks, LineKept& kept) {
  const std::vector<std::string> ids = given_up_for_halts(live_of(scene), goal);
  for (TaskRecord* const task : tasks) {
    const std::string id = task->id();
    if (!std::ranges::binary_search(ids, id)) continue;
    if (store.retry(*task, 0, "the failure that it was given up for has been seen to"))
      kept.put_back.push_back(id);
  }
}

void try_refused_again(TaskStore& store, const GoalScene& scene, const std::vector<TaskRecord*>& tasks,
                       LineKept& kept) {
  for (TaskRecord* const task : tasks) {
    const auto trial = next_trial(task->state, scene.config->breaker);
    if (!trial || store.clock().now() < *trial) continue;
    if (store.retry(*task, 0, "to see whether the key that was refused has been mended"))
      kept.put_back.push_back(task->id());
  }
}

}  // namespace

LineKept keep_line(TaskStore& store, GoalRecord& goal, const GoalScene& scene,
                   const std::vector<TaskRecord*>& tasks) {
  LineKept kept;
  const TimePoint now = store.clock().now();
  if (const auto trip = tripped(live_of(scene), goal.state, last_landing(scene), scene.config->breaker, now))
    halt(store, goal, scene, *trip, kept);
  try_again(store, goal, scene);
  if (goal.state.phase == GoalPhase::open && !goal.state.halt)
    put_back(store, goal.state, scene, tasks, kept);
  try_refused_again(store, scene, tasks, kept);
  return kept;
}

}  // namespace reeve
