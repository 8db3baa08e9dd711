#include "report/estimate.h"

#include <algorithm>
#include <cmath>

namespace reeve {

namespace {

constexpr std::size_t most_landings = 100;
constexpr double nine_of_ten = 1.645;  // standard deviations to each side

double seconds_between(TimePoint from, TimePoint to) {
  return std::chrono::duration<double>(to - from).count();
}

double square(double value) {
  return value * value;
}

Estimated within(double value, double variance) {
  if (value <= 0) return {};
  const double factor = std::exp(nine_of_ten * std::sqrt(std::log1p(variance / square(value))));
  return {value, value / factor, value * factor};
}

// A mean with the variance of a single one.
struct Spread {
  double mean = 0;
  double variance = 0;
  double count = 0;

  // Of the sum of so many more: the number is not certain, and the mean was only sampled.
  double variance_of_sum(double number, double variance_of_number) const {
    return number * variance + square(number) * variance / count + square(mean) * variance_of_number;
  }
};

// Of the gaps between landings. The time since the last one is part of the mean: a fleet that has stopped
// becomes slower. It is a gap only once it is longer than others are.
std::optional<Spread> gaps_of(const std::vector<TimePoint>& recent, TimePoint now) {
  std::vector<TimePoint> times;  // newest first
  for (auto time = recent.rbegin(); time != recent.rend() && times.size() < most_landings; ++time) {
    if (*time > now - std::chrono::hours(24)) times.push_back(std::min(*time, now));
  }
  if (times.size() < least_landings) return std::nullopt;
  Spread gaps;
  gaps.count = static_cast<double>(times.size() - 1);
  gaps.mean = seconds_between(times.back(), now) / gaps.count;
  const double open = seconds_between(times.front(), now);
  if (open > gaps.mean) gaps.variance += square(open - gaps.mean) / gaps.count;
  for (std::size_t index = 1; index < times.size(); ++index)
    gaps.variance += square(seconds_between(times[index], times[index - 1]) - gaps.mean) / gaps.count;
  return gaps;
}

Spread costs_of(const EstimateFacts& facts) {
  Spread costs;
  costs.count = static_cast<double>(facts.known_cost);
  costs.mean = facts.cost / costs.count;
  const double squares = facts.cost_squares - costs.count * square(costs.mean);
  if (facts.known_cost > 1) costs.variance = std::max(0.0, squares / (costs.count - 1));
  return costs;
}

}  // namespace

LandingRate landing_rate(const std::vector<TimePoint>& recent, TimePoint now) {
  LandingRate rate;
  for (const TimePoint time : recent) {
    const auto age = std::chrono::floor<std::chrono::hours>(now - std::min(time, now)).count();
    if (age < 24) ++rate.hours[static_cast<std::size_t>(23 - age)];
  }
  rate.last_hour = rate.hours.back();
  return rate;
}

std::optional<Estimate> estimate_of(const EstimateFacts& facts) {
  const auto gaps = gaps_of(facts.recent, facts.now);
  const double a_plan = facts.plans_ended == 0
                            ? 0
                            : static_cast<double>(facts.planned) / static_cast<double>(facts.plans_ended);
  const double to_plan = static_cast<double>(facts.plans_left) * a_plan;
  const double tasks = static_cast<double>(facts.left) + to_plan;
  if (!gaps || tasks <= 0) return std::nullopt;
  const double tasks_variance = static_cast<double>(facts.plans_left) * square(a_plan);
  Estimate estimate;
  estimate.tasks = within(tasks, tasks_variance);
  estimate.tasks.low = std::max(estimate.tasks.low, static_cast<double>(facts.left));
  estimate.seconds = within(tasks * gaps->mean, gaps->variance_of_sum(tasks, tasks_variance));
  if (facts.known_cost > 0) {
    const Spread costs = costs_of(facts);
    estimate.cost = within(tasks * costs.mean, costs.variance_of_sum(tasks, tasks_variance));
  }
  return estimate;
}

}  // namespace reeve
