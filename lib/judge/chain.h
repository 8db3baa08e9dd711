// Candidates merged one on the other in memory: the speculative history that a landing would make.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "hub/goal_store.h"

namespace reeve {

struct Link {
  TaskRecord task;
  git::Oid commit;  // the squashed commit that would land
};

struct Refused {
  TaskRecord task;
  Failure failure;
};

struct Chain {
  git::Oid base;                 // the target's tip
  std::vector<Link> links;       // at least one commit each, in landing order
  std::vector<Refused> refused;  // break a rule, or conflict with the target itself
  std::vector<TaskRecord>
      deferred;  // conflict only with a candidate before them: they wait for the next batch

  git::Oid tip() const { return links.empty() ? base : links.back().commit; }
};

// Merges each candidate onto the tip so far. Writes objects, moves no ref.
Chain build_chain(TaskStore& store, const Config& config, const git::Oid& target,
                  const std::vector<TaskRecord>& candidates);

// Writes the commits anew, with the same trees, from the tasks as they are now: what the reviews of a task
// have cost is known when they have ended, and its commit says so.
void tell_anew(TaskStore& store, Chain& chain);

// Oldest submission first; a step of priority counts as much as ten minutes of waiting, so that nothing
// starves.
void sort_by_turn(std::vector<TaskRecord>& candidates);

}  // namespace reeve
