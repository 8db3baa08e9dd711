// What a gate_bench row runs, and what is measured of it.
#pragma once

#include <string>

#include "queue/virtual_gate.h"

namespace reeve::bench {

struct Workload {
  std::uint64_t seed = 1;
  double an_hour = 1000;
  double hours = 6;  // while candidates arrive; then the queue is drained
  double bad = 0.01;
  double flaky = 0.01;
  double semantic = 0.001;  // of pairs that touch a common path and did not know of each other
  double textual = 0.002;
  double spread = 0;
  // Share of what arrives that has passed on its branch. It found its own faults there; but for a tenth.
  double on_branch = 0;
  bool knows_clashes = false;  // some were seen before the first candidate came
  std::size_t slots = 10'000;
  std::size_t most = 64;
};

struct Figures {
  std::string policy;
  double landed_an_hour = 0;  // good ones, after a sixth of the time and while candidates arrive
  double landed_good = 0;     // share of all good ones that landed in the end
  double median = 0;          // minutes from arrival to landing, of the good ones
  double p95 = 0;
  double builds = 0;  // a landed change
  std::map<queue::Purpose, double> builds_for;
  std::size_t most_at_once = 0;
  std::size_t wrong_pushes = 0;   // after which the line was red
  std::size_t good_rejected = 0;  // that broke with nothing that had landed
  std::size_t clashed = 0;        // rejected or reverted since they broke with what had landed
  std::size_t conflicts = 0;      // given back since they did not merge with what had landed
  double red = 0;                 // minutes
  double median_green = 0;        // minutes from arrival until the line was known to pass with it
  std::size_t wrong_greens = 0;
  std::size_t wrong_reverts = 0;
  double milliseconds = 0;  // of processor time for a decision, the mean and the longest
  double longest = 0;
};

Figures measure(const std::string& policy, const Workload& workload);

}  // namespace reeve::bench
