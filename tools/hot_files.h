// What tasks of a goal wait for at hot files, for people.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hub/fleet_digest.h"
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

}  // namespace reeve::cli
