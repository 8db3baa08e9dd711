// The advisor against fleets that are simulated in virtual time.
#include "fleet/width_advisor.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <random>
#include <vector>

#include "support/catch.h"

namespace width_advisor_test {

using namespace reeve;

namespace {

struct SimulatedFleet {
  // The share of attempts that conflict, with so many workers.
  std::function<double(std::size_t)> conflicts = [](std::size_t) { return 0.0; };
  double most_landings_an_hour = 1e9;  // of the gate
  std::size_t tasks = 4'000;
  unsigned seed = 1;
};

struct Simulated {
  std::size_t last = 0;  // width
  double mean = 0;       // width over time
  std::size_t widest = 0;
  double hours = 0;
  std::vector<std::string> reasons;  // each once, in order
};

// Tasks of 5 to 15 minutes on as many workers as the advisor says, and one gate that lands one after the
// other. A conflicting attempt is made again.
Simulated simulate(const SimulatedFleet& fleet, WidthAdvisor& advisor) {
  std::mt19937 random(fleet.seed);
  std::uniform_real_distribution<double> minutes(5, 15);
  std::uniform_real_distribution<double> share(0, 1);
  std::priority_queue<double, std::vector<double>, std::greater<>> ends;  // of running attempts, in minutes
  WidthFacts facts;
  Simulated outcome;
  std::size_t begun = 0;
  double now = 0;
  double gate_free = 0;
  std::queue<double> landings;
  for (;;) {
    while (ends.size() < advisor.width() && begun < fleet.tasks) {
      ends.push(now + minutes(random));
      ++begun;
    }
    if (ends.empty() && landings.empty()) break;
    const bool lands = !landings.empty() && (ends.empty() || landings.front() <= ends.top());
    const double before = now;
    now = lands ? landings.front() : ends.top();
    outcome.mean += static_cast<double>(advisor.width()) * (now - before);
    facts.is_full = ends.size() >= advisor.width();
    if (lands) {
      landings.pop();
      ++facts.landed;
    } else {
      const std::size_t running = ends.size();
      ends.pop();
      ++facts.ended;
      if (share(random) < fleet.conflicts(running)) {
        ++facts.conflicts;
        --begun;
      } else {
        gate_free = std::max(gate_free, now) + 60 / fleet.most_landings_an_hour;
        landings.push(gate_free);
      }
    }
    facts.now = TimePoint{Milliseconds{static_cast<std::int64_t>(now * 60'000)}};
    advisor.observe(facts);
    outcome.widest = std::max(outcome.widest, advisor.width());
    if (outcome.reasons.empty() || outcome.reasons.back() != advisor.why())
      outcome.reasons.push_back(advisor.why());
  }
  outcome.last = advisor.width();
  outcome.mean /= now;
  outcome.hours = now / 60;
  return outcome;
}

Simulated simulate(const SimulatedFleet& fleet, std::size_t most) {
  WidthAdvisor advisor(most);
  return simulate(fleet, advisor);
}

}  // namespace

TEST_CASE("a fleet that scales is widened to the most that is allowed, and says so") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    SimulatedFleet fleet;
    fleet.seed = seed;
    WidthAdvisor advisor(100);
    const Simulated outcome = simulate(fleet, advisor);
    CHECK(outcome.last == 100);
    CHECK(advisor.why() == "100 workers: no more are allowed");
    // 4,000 tasks of 10 minutes take 100 workers 6.7 hours.
    CHECK(outcome.hours < 10);
  }
}

TEST_CASE("a fleet whose attempts conflict when it is wide stays narrow, and says how many conflicted") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    SimulatedFleet fleet;
    fleet.seed = seed;
    fleet.tasks = 400;
    fleet.conflicts = [](std::size_t running) { return running <= 8 ? 0.02 : 0.5; };
    WidthAdvisor advisor(100);
    const Simulated outcome = simulate(fleet, advisor);
    CHECK(outcome.widest <= 16);
    CHECK(outcome.mean > 4);
    CHECK(outcome.mean < 10);
    CHECK(std::ranges::any_of(outcome.reasons, [](const std::string& reason) {
      return reason.starts_with("8 workers: with 16, ") && reason.ends_with(" % of attempts conflicted");
    }));
  }
}

TEST_CASE("a fleet that waits for its gate is not widened far beyond it, and says what landed") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    SimulatedFleet fleet;
    fleet.seed = seed;
    fleet.tasks = 600;
    fleet.most_landings_an_hour = 36;  // what six workers do
    const Simulated outcome = simulate(fleet, 100);
    CHECK(outcome.mean > 4);
    CHECK(outcome.mean < 12);
    CHECK(outcome.widest <= 32);
  }
}

TEST_CASE("the reasons name both widths and what landed with each") {
  WidthAdvisor advisor(100);
  WidthFacts facts;
  facts.is_full = true;
  const auto land = [&](std::size_t count, int minutes_each) {
    for (std::size_t index = 0; index < count; ++index) {
      facts.now += std::chrono::minutes(minutes_each);
      ++facts.landed;
      ++facts.ended;
      advisor.observe(facts);
    }
  };
  advisor.observe(facts);
  land(12, 10);
  CHECK(advisor.width() == 4);
  CHECK(advisor.why() == "4 workers: 6.0 landed an hour with 2");
  land(4 + 12, 5);
  CHECK(advisor.width() == 8);
  CHECK(advisor.why() == "8 workers: 12 landed an hour with 4");
  land(8 + 12, 5);
  CHECK(advisor.width() == 8);  // one disappointing window may be chance
  land(12, 5);
  CHECK(advisor.width() == 6);  // between the two
  land(6 + 24, 5);
  CHECK(advisor.width() == 4);
  CHECK(advisor.why() == "4 workers: 12 landed an hour with 4, 12 with 6");
  CHECK(advisor.has_settled());
}

TEST_CASE("a settled width is tried again, and gives way at once where attempts begin to conflict") {
  WidthAdvisor advisor(4);
  WidthFacts facts;
  facts.is_full = true;
  const auto land = [&](std::size_t count) {
    for (std::size_t index = 0; index < count; ++index) {
      facts.now += Milliseconds{600'000 / advisor.width()};
      ++facts.landed;
      ++facts.ended;
      advisor.observe(facts);
    }
  };
  advisor.observe(facts);
  land(12 + 4 + 12);
  CHECK(advisor.width() == 4);
  CHECK(advisor.has_settled());
  facts.conflicts += 4;
  facts.ended += 4;
  land(12);
  CHECK(advisor.width() == 2);
  CHECK(advisor.why() == "2 workers: with 4, 25 % of attempts conflicted");
  land(2 + 8 * 12);
  CHECK(advisor.width() == 4);
}

TEST_CASE("what lands while workers have nothing to do says nothing about the width") {
  WidthAdvisor advisor(100);
  WidthFacts facts;
  for (int count = 0; count < 200; ++count) {
    facts.now += std::chrono::minutes(1);
    ++facts.landed;
    ++facts.ended;
    advisor.observe(facts);
  }
  CHECK(advisor.width() == 2);
  CHECK(advisor.why() == "");
}

}  // namespace width_advisor_test
