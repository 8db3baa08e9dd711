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

void learn_decision(History& history, bool is_bad) {
  count(history.candidates, history.bad, is_bad);
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
