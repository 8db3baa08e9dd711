// Calling a planner or a judge: a task for one of them is published together with the event in the goal's log
// that says so. Of two that see at once that somebody has to be asked, one asks.
#pragma once

#include <string>
#include <vector>

#include "hub/goal_store.h"
#include "plan/planned_task.h"

namespace reeve {

struct Call {
  PlannedTask task;    // of kind plan or judge; its id is made of its name
  std::string reason;  // for people: "2 tasks are given up, 1 asks"
};

// Publishes all of them, cut from the goal's newest good commit, and gives their ids. Empty: somebody changed
// the goal since it was read, and nothing was published. `goal` is brought up to date. `calls` must not be
// empty.
std::vector<std::string> publish_calls(TaskStore& store, GoalRecord& goal, const std::vector<Call>& calls);

// The same as the changes of a transaction of somebody else: with the events that belong into the goal's log.
struct CallUpdates {
  std::vector<std::string> ids;
  std::vector<Event> events;  // `woken`
  std::vector<git::RefUpdate> updates;
};
CallUpdates updates_of_calls(TaskStore& store, const GoalRecord& goal, const std::vector<Call>& calls);

}  // namespace reeve
