// A whole goal, from the plan to its end, in seconds: the store, reconcile, the worker, the planner and the
// gate are the real ones; time, agents, checks and processes are not.
//
// A rehearsal seeds base/random and sets $REEVE_WORKSPACES for its process while it runs: one at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "rehearse/scenario.h"

namespace reeve::rehearse {

struct FaultCount {
  Fault fault{};
  std::size_t happened = 0;
  std::size_t recovered = 0;  // without a person
};

struct ParkedTask {
  std::string task;
  std::string title;
  std::string reason;
};

struct RehearsalReport {
  std::uint64_t seed = 0;
  std::string end;                       // the goal's phase: "achieved", "paused" …
  std::string reason;                    // why, where the goal says it
  std::vector<std::string> differences;  // between the target and the scenario; none: it is exact
  std::size_t cycles = 0;
  std::size_t tasks = 0;   // that were ever planned, plans and judges too
  std::size_t landed = 0;  // of work
  std::size_t attempts = 0;
  std::vector<FaultCount> faults;  // that happened, in the order of all_faults()
  std::vector<ParkedTask> parked;  // waiting for a person at the end
  std::vector<ParkedTask> left;    // others that have not ended, of a goal that has not
  std::vector<std::string> lost;   // tasks that are nowhere any more
  std::vector<std::string> landed_twice;
  std::vector<std::string> limits_passed;  // a sentence each
  Milliseconds time{0};                    // virtual
  double cost = 0;
  std::int64_t tokens = 0;
  std::size_t most_workers = 0;
  std::size_t helped = 0;  // tasks that a person answered or put back
  std::string refs;        // git's id of all refs at the end: the same for two runs that did the same

  // Whether the tree is as the scenario says, and nothing was lost, done twice or overdrawn.
  bool is_good() const;
};

// `config`: the text of a configuration file; empty: the scenario's, or the built-in one. Throws
// Error(configuration) for a wrong one, and what the real code throws where it has a fault.
RehearsalReport rehearse(const Scenario& scenario, std::uint64_t seed, const std::string& config = "");

// For people, at most so many columns wide where it is a table (0: any).
std::string describe(const RehearsalReport& report, std::size_t width = 0);
// One JSON object.
std::string to_json(const RehearsalReport& report);
// The table of several: what went wrong how often, and how much of it was recovered without a person.
std::string campaign_table(const std::vector<RehearsalReport>& reports, std::size_t width = 0);

}  // namespace reeve::rehearse
