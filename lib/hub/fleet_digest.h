// The whole fleet at a glance: every live task as a digest, and sums of what landed. For those who look often
// at much: a hub of 10,000 tasks with 100,000 landed ones is read in half a second, and in a tenth of that
// where most of it was read before.
//
// Sums that the ledger has (hub/ledger_totals.h) are where the reading of a target begins. What was read is
// kept in <git dir>/reeve/status-cache: of each log its digest with the log's id, of each target its sums
// with the tip. A log that has moved is read again, and a target from its old tip on. So the file can be old,
// damaged, of another version or not there at all: the result is the same, only later.
#pragma once

#include <string>
#include <vector>

#include "hub/goal_store.h"
#include "hub/landed_totals.h"

namespace reeve {

struct GoalDigest {
  GoalRecord goal;
  std::vector<TaskRecord> tasks;    // live ones, by id: digests, without their text, branch and task commit
  LandedTotals landed;              // since the goal was opened
  std::vector<TaskState> filed;     // digests of the cancelled, and of plans and judges that are done
  std::vector<TaskState> collided;  // and of those that landed in the current cycle of an open goal, if they
                                    // met conflicts or took a hot file apart
};

struct FleetDigest {
  std::vector<GoalDigest> goals;  // by the time they were opened
  std::vector<DamagedTask> damaged_goals;
  std::vector<DamagedTask> damaged_tasks;
  std::vector<git::Ref> offers;  // branches that people pushed to be landed (judge/offers.h)
};

// Whether what was read before is taken, and kept for the next time.
enum class DigestCache { used, not_used };

// The named goal, or all that are open or paused. Of a live task that is seen on its target as well, the
// landing counts. Trouble with the cache is no error.
FleetDigest read_fleet_digest(TaskStore& tasks, GoalStore& goals, const std::string& only,
                              DigestCache cache = DigestCache::used);

}  // namespace reeve
