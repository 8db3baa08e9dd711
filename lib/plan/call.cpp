#include "plan/call.h"

#include "plan/publish.h"

namespace reeve {

CallUpdates updates_of_calls(TaskStore& store, const GoalRecord& goal, const std::vector<Call>& calls) {
  CallUpdates result;
  for (const Call& call : calls) {
    PlanPlace place;
    place.goal = goal.id();
    place.parent = call.task.spec.parent;
    const std::vector<TaskSpec> specs = specs_of({call.task}, place);
    const auto updates = store.publication(specs, goal.base());
    result.updates.insert(result.updates.end(), updates.begin(), updates.end());
    Event woken = make_event(EventType::woken, store.clock().now(), store.who());
    woken.task = specs.front().id;
    woken.reason = call.reason;
    woken.cycle = call.task.spec.cycle;
    result.ids.push_back(woken.task);
    result.events.push_back(std::move(woken));
  }
  return result;
}

std::vector<std::string> publish_calls(TaskStore& store, GoalRecord& goal, const std::vector<Call>& calls) {
  CallUpdates made = updates_of_calls(store, goal, calls);
  if (!GoalStore(store).append(goal, made.events, made.updates)) made.ids.clear();
  return made.ids;
}

}  // namespace reeve
