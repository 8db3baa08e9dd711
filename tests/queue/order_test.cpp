// In which order candidates of one priority land, whatever fails, conflicts or breaks together.
#include <algorithm>

#include "queue/draw.h"
#include "queue/states.h"
#include "queue/virtual_gate.h"
#include "support/catch.h"

namespace order_test {

using namespace reeve;
using namespace reeve::queue;
using namespace reeve::test;

namespace {

// Sees who had a reason to land late: whoever was in a build that failed or was cancelled, could not be
// merged into one, or was in one that somebody could not be merged into.
class Reasons {
 public:
  void look(const State& state, const Step& step) {
    for (const Result& result : state.results) {
      if (result.outcome != Outcome::pass) excuse(result.build.tree);
    }
    for (const Build& build : state.running) {
      const bool is_cancelled =
          std::find(step.cancel.begin(), step.cancel.end(), build.number) != step.cancel.end();
      if (is_cancelled) excuse(build.tree);
    }
    for (const auto& [id, met] : state.unmerged) {
      excused_.insert(id);
      excuse(met);
    }
  }

  bool has(const std::string& candidate) const { return excused_.contains(candidate); }

 private:
  void excuse(const Tree& tree) { excused_.insert(tree.changes.begin(), tree.changes.end()); }

  std::set<std::string> excused_;
};

// Who may not be overtaken by a later one of its priority.
enum class Among { all, those_that_share };

struct Order {
  std::string breach;       // who landed after one that came later, for no reason
  std::size_t on_time = 0;  // landed with no reason to be late
};

Order order_of(const VirtualGate& gate, const Reasons& reasons, Among among) {
  Order order;
  const std::vector<Change>& line = gate.state().line;
  for (std::size_t place = 0; place < line.size(); ++place) {
    if (reasons.has(line[place].id)) continue;
    ++order.on_time;
    const VirtualRecord& late = gate.records().at(line[place].id);
    const bool is_overtaken = std::any_of(
        line.begin(), line.begin() + static_cast<std::ptrdiff_t>(place), [&](const Change& earlier) {
          const VirtualRecord& other = gate.records().at(earlier.id);
          return other.priority == late.priority && other.since > late.since &&
                 (among == Among::all || can_interact(earlier.touches, line[place].touches));
        });
    if (is_overtaken) order.breach = late.id;
  }
  return order;
}

// Forty candidates within an hour, on twelve paths.
Order run(const Policy& policy, std::uint64_t seed, Among among) {
  VirtualSettings settings;
  settings.seed = seed;
  settings.queue.slots = seed % 4 == 0 ? 32 : seed % 4 * 2;
  settings.queue.most = 16;
  settings.flaky = 0.02;
  settings.conflicts.textual = 0.02;
  if (among == Among::those_that_share) {
    settings.conflicts.semantic = 0.02;
    settings.history.clashes = static_cast<double>(seed % 2);
  }
  VirtualGate gate(policy, settings);
  for (int i = 0; i < 40; ++i) {
    const std::string id = "c" + std::to_string(i);
    VirtualChange change;
    change.is_bad = draw(seed, "bad" + id) < 0.03;
    change.priority = draw(seed, "priority" + id) < 0.2 ? 1 : 0;
    change.paths = {static_cast<int>(draw(seed, "path" + id) * 12)};
    gate.arrive_at(TimePoint{std::chrono::seconds{static_cast<int>(draw(seed, id) * 3600)}}, id, change);
  }
  Reasons reasons;
  gate.run([&](const State& state, const Step& step) { reasons.look(state, step); });
  return order_of(gate, reasons, among);
}

std::string breaches(const char* name, Among among) {
  const auto policy = make_policy(name);
  std::string found;
  std::size_t on_time = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Order order = run(*policy, seed, among);
    on_time += order.on_time;
    if (!order.breach.empty()) found += std::to_string(seed) + ": " + order.breach + "\n";
  }
  return on_time < 1000 ? "hardly anybody had no reason to be late" : found;
}

}  // namespace

TEST_CASE("nobody lands after one of its priority that came later, but for a failure or a conflict") {
  for (const char* name : {"strict", "batch", "serial", "window"}) {
    INFO(name);
    CHECK(breaches(name, Among::all) == "");
  }
}

TEST_CASE("the same holds of those that share something where candidates break together") {
  for (const char* name : {"strict", "lanes", "optimistic"}) {
    INFO(name);
    CHECK(breaches(name, Among::those_that_share) == "");
  }
}

}  // namespace order_test
