// What the gate could not decide, kept on this machine for status and explain (<git dir>/reeve/gate/<goal>).
// It can be lost at any time: the next pass of the judge writes it anew.
#pragma once

#include <string>
#include <vector>

#include "git/repository.h"

namespace reeve {

struct BlockedTask {
  std::string task;
  std::string reason;
};

struct GateReport {
  std::string target;  // the tip that it was found on
  std::vector<BlockedTask> blocked;
};

void write_gate_report(const git::Repository& repository, const std::string& goal, const GateReport& report);
// Empty if there is none.
GateReport read_gate_report(const git::Repository& repository, const std::string& goal);

}  // namespace reeve
