#include "gate/workload.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "queue/draw.h"

namespace reeve::bench {

namespace {

using test::draw;

// Taken from the history of this project (172 commits, 1,151 files): how many files were changed how often,
// and how many files a commit of at most eight files changes, at eleven equal quantiles. Larger commits are
// left out, since tasks are cut smaller.
struct Often {
  int times;
  int files;
};
constexpr std::array<Often, 17> often{{{1, 686},
                                       {2, 214},
                                       {3, 83},
                                       {4, 57},
                                       {5, 37},
                                       {6, 19},
                                       {7, 19},
                                       {8, 15},
                                       {9, 7},
                                       {10, 5},
                                       {11, 2},
                                       {12, 1},
                                       {13, 1},
                                       {14, 1},
                                       {19, 1},
                                       {20, 1},
                                       {21, 2}}};
constexpr std::array<int, 11> files_a_commit{1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8};

std::vector<int> changes_by_file() {
  std::vector<int> weighted;
  int file = 0;
  for (const Often& row : often) {
    for (int i = 0; i < row.files; ++i, ++file)
      weighted.insert(weighted.end(), static_cast<std::size_t>(row.times), file);
  }
  return weighted;
}

class Arrivals {
 public:
  explicit Arrivals(const Workload& workload) : workload_(workload) {}

  void schedule(test::VirtualGate& gate) {
    double minute = 0;
    for (int number = 0;; ++number) {
      const std::string id = "c" + std::to_string(number);
      minute -= std::log(1 - drawn(id, "pause")) * 60 / workload_.an_hour;
      if (minute >= workload_.hours * 60) return;
      const auto since = std::chrono::duration_cast<Milliseconds>(std::chrono::duration<double>(minute * 60));
      gate.arrive_at(TimePoint{since}, id, change(id));
    }
  }

 private:
  double drawn(const std::string& id, const std::string& what) const {
    return draw(workload_.seed, what + id);
  }

  test::VirtualChange change(const std::string& id) const {
    test::VirtualChange change;
    change.is_bad = drawn(id, "bad") < workload_.bad;
    change.passed_on_branch = drawn(id, "branch") < workload_.on_branch;
    if (change.is_bad && change.passed_on_branch) change.is_bad = drawn(id, "missed") < 0.1;
    const auto size = static_cast<std::size_t>(drawn(id, "size") * files_a_commit.size());
    for (int i = 0; i < files_a_commit[size]; ++i) {
      const auto at = static_cast<std::size_t>(drawn(id, "path" + std::to_string(i) + " ") *
                                               static_cast<double>(files_.size()));
      change.paths.push_back(files_[at]);
    }
    std::sort(change.paths.begin(), change.paths.end());
    change.paths.erase(std::unique(change.paths.begin(), change.paths.end()), change.paths.end());
    return change;
  }

  const Workload& workload_;
  std::vector<int> files_ = changes_by_file();
};

double minutes(Milliseconds duration) {
  return static_cast<double>(duration.count()) / 60'000;
}

double quantile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

void measure_records(const test::VirtualGate& gate, const Workload& workload, Figures& figures) {
  std::vector<double> waits;
  std::vector<double> greens;
  std::size_t good = 0;
  std::size_t in_time = 0;
  std::size_t landed = 0;
  for (const auto& [id, record] : gate.records()) {
    using test::Fate;
    if (record.fate == Fate::landed || record.fate == Fate::reverted) ++landed;
    if (record.fate == Fate::conflict) ++figures.conflicts;
    const bool is_refused = record.fate == Fate::rejected || record.fate == Fate::blocked;
    if ((is_refused || record.fate == Fate::reverted) && record.clashed) ++figures.clashed;
    if (is_refused && !record.clashed && !record.is_bad) ++figures.good_rejected;
    if (record.is_bad) continue;
    ++good;
    if (record.fate != Fate::landed) continue;
    waits.push_back(minutes(record.ended - record.since));
    if (record.green) greens.push_back(minutes(*record.green - record.since));
    const double hour = minutes(record.ended.time_since_epoch()) / 60;
    if (hour >= workload.hours / 6 && hour < workload.hours) ++in_time;
  }
  figures.landed_an_hour = static_cast<double>(in_time) / (workload.hours * 5 / 6);
  figures.landed_good = static_cast<double>(waits.size()) / static_cast<double>(good);
  figures.median = quantile(waits, 0.5);
  figures.p95 = quantile(waits, 0.95);
  figures.median_green = quantile(greens, 0.5);
  const auto a_landed_change = [&](std::size_t builds) {
    return static_cast<double>(builds) / static_cast<double>(std::max<std::size_t>(landed, 1));
  };
  figures.builds = a_landed_change(gate.count().builds);
  for (const auto& [purpose, builds] : gate.count().builds_for) {
    figures.builds_for[purpose] = a_landed_change(builds);
  }
}

// Times each decision.
class Timed : public queue::Policy {
 public:
  explicit Timed(const queue::Policy& policy) : policy_(policy) {}
  std::string_view name() const override { return policy_.name(); }
  queue::Rule rule() const override { return policy_.rule(); }
  queue::Step next(const queue::State& state, const queue::Settings& settings, TimePoint now) const override {
    const auto begin = std::chrono::steady_clock::now();
    queue::Step step = policy_.next(state, settings, now);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    total_ += took.count();
    longest_ = std::max(longest_, took.count());
    ++decisions_;
    return step;
  }
  double mean() const { return total_ / std::max(decisions_, 1); }
  double longest() const { return longest_; }

 private:
  const queue::Policy& policy_;
  mutable double total_ = 0;
  mutable double longest_ = 0;
  mutable int decisions_ = 0;
};

test::VirtualSettings settings_of(const Workload& workload) {
  test::VirtualSettings settings;
  settings.seed = workload.seed;
  settings.spread = workload.spread;
  settings.flaky = workload.flaky;
  settings.conflicts = {workload.semantic, workload.textual};
  settings.history.clashes = workload.knows_clashes ? 1 : 0;
  settings.queue.slots = workload.slots;
  settings.queue.most = workload.most;
  settings.queue.reverts = 1'000;
  return settings;
}

}  // namespace

Figures measure(const std::string& policy, const Workload& workload) {
  const auto chosen = queue::make_policy(policy);
  const Timed timed(*chosen);
  test::VirtualGate gate(timed, settings_of(workload));
  Arrivals(workload).schedule(gate);
  gate.run();
  Figures figures;
  figures.policy = policy;
  figures.most_at_once = gate.count().most_at_once;
  figures.wrong_pushes = gate.count().wrong_pushes;
  figures.wrong_greens = gate.count().wrong_greens;
  figures.wrong_reverts = gate.count().wrong_reverts;
  figures.red = minutes(gate.count().red);
  figures.milliseconds = timed.mean();
  figures.longest = timed.longest();
  measure_records(gate, workload, figures);
  return figures;
}

}  // namespace reeve::bench
