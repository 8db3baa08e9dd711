// What each policy of the merge queue makes of a thousand candidates an hour, in virtual time.
//
//   gate_bench [HOURS [SEED]]     6 and 1 unless told; candidates arrive for that long, then the queue is
//   drained
#include <fmt/format.h>

#include <cstdlib>

#include "gate/workload.h"

using namespace reeve::bench;

namespace {

void print(const std::string& name, const Figures& figures) {
  fmt::print("{:22} {:6.0f} {:7.1f} {:7.1f} {:7.3f} {:6} {:6} {:6} {:7} {:6.0f} {:7.1f} {:6} {:6.2f}\n", name,
             figures.landed_an_hour, figures.median, figures.p95, figures.builds, figures.most_at_once,
             figures.wrong_pushes, figures.good_rejected, figures.clashed, figures.red, figures.median_green,
             figures.wrong_greens, figures.milliseconds);
}

void print_head(const Workload& workload) {
  fmt::print("\nbad {:.1f} %, flaky {:.1f} %\n", workload.bad * 100, workload.flaky * 100);
  fmt::print("{:22} {:>6} {:>7} {:>7} {:>7} {:>6} {:>6} {:>6} {:>7} {:>6} {:>7} {:>6} {:>6}\n", "", "an h",
             "p50", "p95", "builds", "most", "wrong", "good-", "clashed", "red", "green50", "wrong", "ms");
}

void compare(Workload workload) {
  print_head(workload);
  for (const char* policy : {"serial", "batch", "window", "strict"}) print(policy, measure(policy, workload));
  Workload limited = workload;
  limited.slots = 60;
  print("strict, 60 slots", measure("strict", limited));
  workload.on_branch = 1;
  print("optimistic", measure("optimistic", workload));
}

}  // namespace

int main(int count, char** arguments) {
  Workload workload;
  if (count > 1) workload.hours = std::atof(arguments[1]);
  if (count > 2) workload.seed = std::strtoull(arguments[2], nullptr, 10);
  workload.semantic = workload.textual = 0;
  for (const auto& [bad, flaky] : {std::pair(0.01, 0.01), std::pair(0.05, 0.03), std::pair(0.002, 0.001)}) {
    workload.bad = bad;
    workload.flaky = flaky;
    compare(workload);
  }
  fmt::print("\nwith 0.1 % semantic conflicts, 0.2 % textual ones of pairs with a common path\n");
  workload.bad = workload.flaky = 0.01;
  workload.semantic = 0.001;
  workload.textual = 0.002;
  print("strict", measure("strict", workload));
  return 0;
}
