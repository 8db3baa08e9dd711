#include <algorithm>

#include "queue/queue.h"

namespace reeve::queue {

namespace {

// What lies this many events back counts e times less: a day of a small fleet, half an hour of a large one.
constexpr double memory = 500;

void count(double& events, double& hits, bool is_hit) {
  constexpr double fade = 1 - 1 / memory;
  events = events * fade + 1;
  hits = hits * fade + (is_hit ? 1 : 0);
}

// As if one had been seen in a hundred before.
double share(double hits, double events) {
  return (hits + 1) / (events + 100);
}

}  // namespace

double History::bad_share() const {
  return share(bad, candidates);
}
double History::flake_share() const {
  return share(flakes, runs);
}

double History::clash_share() const {
  return clashes / (candidates + 100);
}

Decided decided_by_rejection(const State& state, const std::string& candidate) {
  const bool has_passed = std::any_of(state.results.begin(), state.results.end(), [&](const Result& result) {
    const std::vector<std::string>& changes = result.build.tree.changes;
    return result.outcome == Outcome::pass &&
           std::find(changes.begin(), changes.end(), candidate) != changes.end();
  });
  return has_passed ? Decided::clashed : Decided::bad;
}

void learn_decision(History& history, Decided decided) {
  double candidates = history.candidates;
  count(candidates, history.clashes, decided == Decided::clashed);
  count(history.candidates, history.bad, decided != Decided::landed);
}

void learn_run(History& history, const std::vector<Result>& before, const Result& result) {
  const Milliseconds took = result.ended - result.build.started;
  history.duration = history.duration.count() == 0 ? took : (history.duration * 7 + took) / 8;
  if (result.outcome != Outcome::pass) return;
  for (const Result& earlier : before) {
    if (earlier.outcome == Outcome::fail && earlier.build.tree == result.build.tree) {
      count(history.runs, history.flakes, true);
    }
  }
  count(history.runs, history.flakes, false);
}

}  // namespace reeve::queue
