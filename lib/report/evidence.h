// What a team may claim of a goal's autonomy: each number with what it means, and a command of sh with which
// whoever doubts it gets the same number from the repository by plain git, sort and awk. Pure but for
// fleet_commits().
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "report/figures.h"

namespace reeve {

// A commit on the target that a task became, whether or not it was taken back later.
struct FleetCommit {
  TimePoint at{};  // when it was committed: the gate tests it before it lands
  std::string agent;

  bool operator==(const FleetCommit&) const = default;
};

// Those between the goal's start and its target, the newest first. Reads commits only.
std::vector<FleetCommit> fleet_commits(const git::Repository& repository, const GoalRecord& goal);

struct AutonomyClaim {
  std::string name;        // "concurrent_agents", for scripts
  std::string title;       // "Concurrent agents"
  std::string definition;  // what is counted, and what is not
  std::string value;       // exactly what the command prints; a line each; may be empty
  std::string command;     // one command of sh, several lines; needs the refs refs/notes/reeve/*

  bool operator==(const AutonomyClaim&) const = default;
};

struct GoalEvidence {
  std::string goal;
  TimePoint as_of{};       // what was written in the logs later does not count
  std::size_t untold = 0;  // landed tasks that the ledger here does not tell of: in the commits alone
  std::vector<AutonomyClaim> claims;
  std::vector<HourOfRuns> hours;  // concurrent agents hour by hour
};

GoalEvidence goal_evidence(const GoalHistory& history, const std::vector<FleetCommit>& commits,
                           TimePoint now);

// Definitions and numbers at most `width` columns wide (0: as wide as needed); commands are never cut.
std::string evidence_text(const GoalEvidence& evidence, std::size_t width);

// {"as_of","untold","claims":[{"name","title","definition","value","command"}],
//  "hours":[{"start","peak","mean"}]}
JsonObject evidence_json(const GoalEvidence& evidence);

}  // namespace reeve
