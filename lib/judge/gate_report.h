// What the gate could not decide and what it is about, kept on this machine for status and explain
// (<git dir>/reeve/gate/<goal>). It can be lost at any time: the next pass of the judge writes it anew.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "git/repository.h"

namespace reeve {

struct BlockedTask {
  std::string task;
  std::string reason;
};

// A candidate that waits, while the gate runs.
struct WaitingTask {
  std::string task;
  std::string why;  // "tested with 7 others since 3 min 20 s"
};

struct GateReport {
  std::string target;  // the tip that it was found on
  std::vector<BlockedTask> blocked;
  std::vector<WaitingTask> waiting = {};  // empty once the gate has ended; one that was killed leaves them
  std::string stopped = {};               // why nothing lands any more, or empty
  TimePoint at{};                         // when it was written
};

void write_gate_report(const git::Repository& repository, const std::string& goal, const GateReport& report);
// Empty if there is none.
GateReport read_gate_report(const git::Repository& repository, const std::string& goal);

}  // namespace reeve
