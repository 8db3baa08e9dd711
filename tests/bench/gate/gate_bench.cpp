// What each policy of the merge queue makes of a thousand candidates an hour, in virtual time.
//
//   gate_bench [HOURS [SEED]]     6 and 1 unless told; candidates arrive for that long, then the queue is
//   drained
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
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

void print_of(const std::string& name, const char* policy, Workload workload, double hours) {
  workload.hours = std::min(workload.hours, hours);
  print(name, measure(policy, workload));
}

// Baselines that never keep up get an hour: what they land is the same in each, and the rest has to be
// drained.
void compare(Workload workload) {
  print_head(workload);
  for (const char* policy : {"serial", "batch"}) print_of(policy, policy, workload, 1);
  print_of("window 20", "window", workload, 1);
  print_of("window 100", "wide-window", workload, 1);
  print("strict", measure("strict", workload));
  print_of("lanes", "lanes", workload, 0.2);
  print_of("optimistic", "optimistic", workload, 0.5);
  for (const std::size_t slots : {std::size_t{60}, std::size_t{20}}) {
    workload.slots = slots;
    print_of(fmt::format("strict, {} slots", slots), "strict", workload, 2);
  }
}

}  // namespace

int main(int count, char** arguments) {
  Workload workload;
  if (count > 1) workload.hours = std::atof(arguments[1]);
  if (count > 2) workload.seed = std::strtoull(arguments[2], nullptr, 10);
  for (const double semantic : {0.0, 0.001, 0.01}) {
    workload.semantic = semantic;
    workload.textual = semantic > 0 ? 0.002 : 0;
    fmt::print("\nsemantic conflicts {:.1f} % of pairs with a common path, textual ones {:.1f} %\n",
               semantic * 100, workload.textual * 100);
    // The queue that a clash in ten holds up takes far longer to drain than candidates arrive.
    if (semantic > 0) workload.hours = std::min(workload.hours, semantic > 0.005 ? 0.5 : 1.0);
    for (const auto& [bad, flaky] : {std::pair(0.01, 0.01), std::pair(0.05, 0.03), std::pair(0.002, 0.001)}) {
      workload.bad = bad;
      workload.flaky = flaky;
      if (semantic == 0) {
        compare(workload);
      } else {
        print_head(workload);
        print("strict", measure("strict", workload));
        Workload known = workload;
        known.knows_clashes = true;
        print("strict, clashes known", measure("strict", known));
      }
      std::fflush(stdout);
    }
  }
  return 0;
}
