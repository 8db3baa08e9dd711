// What tasks of a goal wait for at hot files, for people.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hub/fleet_digest.h"
#include "hub/goal_history.h"
#include "plan/collisions.h"
#include "tools/session.h"

namespace reeve::cli {

struct HotFiles {
  std::vector<FileCollisions> files;  // the hot ones
  std::map<std::string, Turn> turns;  // the tasks that wait because of them, by id
};

// Reads the goal's tasks, and the ledger's notes on what landed in its cycle.
HotFiles hot_files_of(Session& session, const GoalRecord& goal, const Config& config);
// The same of what was read already.
HotFiles hot_files_of(const GoalDigest& goal, const Config& config);

// Every file that conflicted or was changed in the goal's current cycle, out of its history; changed by the
// newest 500 tasks that landed in it, as each is a diff. `hot`: [plan] hot.
std::vector<FileCollisions> collisions_of(const git::Repository& repository, const GoalHistory& history,
                                          std::size_t hot);

}  // namespace reeve::cli
