// Candidates that land together, one on the other: the history that a landing makes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/goal_store.h"

namespace reeve {

struct Link {
  TaskRecord task;
  git::Oid commit;  // the squashed commit that would land
};

struct Chain {
  git::Oid base;            // the target's tip
  std::vector<Link> links;  // in landing order

  git::Oid tip() const { return links.empty() ? base : links.back().commit; }
};

// Writes the commits anew, with the same trees, from the tasks as they are now: what the reviews of a task
// have cost is known when they have ended, and its commit says so.
void tell_anew(TaskStore& store, Chain& chain);

// In the order of the queue (queue::sort_by_turn): oldest submission first, and priority counts as waiting.
void sort_by_turn(std::vector<TaskRecord>& candidates);

}  // namespace reeve
