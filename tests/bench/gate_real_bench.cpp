// What the gate itself costs a candidate: ready candidates on a repository of many files, with bad ones and
// flaky checks among them, judged in one go. Prints figures; exits with 1 if something other than it should
// has landed.
//
//   gate_real_bench [CANDIDATES [FILES [SLOTS]]]
#include <fmt/format.h>

#include <atomic>
#include <cstdlib>

#include "bench/measure.h"
#include "judge/gate.h"
#include "support/gate_load.h"
#include "work/attempt.h"
#include "workspace/target_files.h"

int main(int count, char** words) {
  using namespace reeve;
  const auto number = [&](int place, int otherwise) {
    return count > place ? std::atoi(words[place]) : otherwise;
  };
  TemporaryFolder workspaces;
  setenv("REEVE_WORKSPACES", workspaces.path().c_str(), 1);
  test::GateLoad load({number(1, 200), number(2, 5'000), number(3, 1), 5, 5});
  load.submit_all();
  const Config config = config_of(load.fleet().repository(), load.fleet().goal().base());
  Gate gate(load.fleet().tasks(), load.fleet().goal(), config, next_step_for(load.fleet().tasks(), config),
            {});
  std::atomic<std::int64_t> checking{0};  // microseconds, on all slots together
  std::atomic<int> builds{0};
  gate.runners.checks = [&](const std::vector<std::string>& commands, git::Repository& repository,
                            const git::Oid& commit, Workspace& workspace, const Config& how, CheckPlace where,
                            const std::stop_token& stop, const std::function<void()>& on_tick) {
    const bench::Stopwatch time;
    auto receipts = run_checks(commands, repository, commit, workspace, how, where, stop, on_tick);
    checking += static_cast<std::int64_t>(time.seconds() * 1e6);
    ++builds;
    return receipts;
  };
  const double cpu = bench::own_processor_seconds();
  const double childrens_cpu = bench::childrens_processor_seconds();
  const bench::Stopwatch all;
  const GateResult result = gate.run();
  const double seconds = all.seconds();
  const double in_checks = static_cast<double>(checking) / 1e6 / number(3, 1);
  fmt::print("{} candidates, {} files: {} landed, {} rejected, {} blocked in {:.2f} s\n", number(1, 200),
             number(2, 5'000), result.landed, result.rejected, result.blocked.size(), seconds);
  fmt::print(
      "{} builds, {:.2f} s of them; all else {:.2f} ms a candidate ({:.2f} ms of processor, {:.2f} of "
      "other processes)\n",
      builds.load(), in_checks, (seconds - in_checks) * 1000 / number(1, 200),
      (bench::own_processor_seconds() - cpu) * 1000 / number(1, 200),
      (bench::childrens_processor_seconds() - childrens_cpu) * 1000 / number(1, 200));
  const auto flaws = load.flaws();
  for (const std::string& flaw : flaws) fmt::print("{}\n", flaw);
  return flaws.empty() ? 0 : 1;
}
