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
  std::fflush(stdout);
}

constexpr std::size_t few_slots[] = {60, 20};

// Baselines that never keep up get an hour: what they land is the same in each, and the rest has to be
// drained. So do `lanes`, whose decisions take ten times as long as those of the others.
void compare(Workload workload) {
  print_head(workload);
  for (const char* policy : {"serial", "batch"}) print_of(policy, policy, workload, 1);
  print_of("window 20", "window", workload, 1);
  print_of("window 100", "wide-window", workload, 1);
  print_of("strict", "strict", workload, workload.hours);
  print_of("lanes", "lanes", workload, 1);
  print_of("optimistic", "optimistic", workload, workload.hours);
  for (const std::size_t slots : few_slots) {
    workload.slots = slots;
    print_of(fmt::format("strict, {} slots", slots), "strict", workload, 2);
    print_of(fmt::format("lanes, {} slots", slots), "lanes", workload, 1);
    print_of(fmt::format("optimistic, {} slots", slots), "optimistic", workload, 2);
  }
}

// The queue that a clash in ten holds up takes far longer to drain than candidates arrive.
void compare_with_clashes(Workload workload) {
  workload.textual = 0.002;
  const double hours = workload.semantic > 0.005 ? 0.5 : 1.5;
  print_head(workload);
  print_of("strict", "strict", workload, hours);
  Workload known = workload;
  known.knows_clashes = true;
  print_of("strict, clashes known", "strict", known, std::min(hours, 1.0));
  print_of("lanes", "lanes", workload, hours);
  print_of("optimistic", "optimistic", workload, hours * 4 / 3);
  for (const std::size_t slots : few_slots) {
    workload.slots = slots;
    print_of(fmt::format("strict, {} slots", slots), "strict", workload, hours / 2);
    print_of(fmt::format("lanes, {} slots", slots), "lanes", workload, hours / 2);
    print_of(fmt::format("optimistic, {} slots", slots), "optimistic", workload, hours / 2);
  }
}

}  // namespace

int main(int count, char** arguments) {
  Workload workload;
  if (count > 1) workload.hours = std::atof(arguments[1]);
  if (count > 2) workload.seed = std::strtoull(arguments[2], nullptr, 10);
  workload.semantic = workload.textual = 0;
  fmt::print("\nno conflicts\n");
  for (const auto& [bad, flaky] : {std::pair(0.01, 0.01), std::pair(0.05, 0.03), std::pair(0.002, 0.001)}) {
    workload.bad = bad;
    workload.flaky = flaky;
    compare(workload);
  }
  workload.bad = workload.flaky = 0.01;
  for (const double semantic : {0.001, 0.01}) {
    workload.semantic = semantic;
    fmt::print("\nsemantic conflicts {:.1f} % of pairs with a common path, textual ones 0.2 %\n",
               semantic * 100);
    compare_with_clashes(workload);
  }
  return 0;
}
