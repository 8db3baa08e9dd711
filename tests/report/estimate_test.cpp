#include "report/estimate.h"

#include <cmath>

#include "support/catch.h"
#include "task/story.h"

namespace estimate_test {

using namespace reeve;
using namespace reeve::test;

namespace {

// So many landings, each this many seconds after the one before, the last one now.
EstimateFacts steady(int landings, int gap) {
  EstimateFacts facts;
  for (int i = 1; i <= landings; ++i) facts.recent.push_back(second(i * gap));
  facts.now = second(landings * gap);
  facts.left = 30;
  return facts;
}

}  // namespace

TEST_CASE("the rate counts the hours of the last day, and a clock that is ahead as now") {
  const TimePoint now = second(100'000);
  const LandingRate rate = landing_rate(
      {now - std::chrono::hours(30), now - std::chrono::hours(23), now - std::chrono::minutes(90),
       now - std::chrono::minutes(59), now + std::chrono::minutes(5)},
      now);
  LandingRate expected;
  expected.last_hour = 2;
  expected.hours[0] = 1;
  expected.hours[22] = 1;
  expected.hours[23] = 2;
  CHECK(rate == expected);
}

TEST_CASE("there is no estimate before ten tasks have landed within a day, nor when nothing is left") {
  CHECK_FALSE(estimate_of(steady(9, 60)));
  CHECK(estimate_of(steady(10, 60)));
  EstimateFacts old = steady(10, 60);
  old.now += std::chrono::hours(24);
  CHECK_FALSE(estimate_of(old));
  EstimateFacts done = steady(10, 60);
  done.left = 0;
  CHECK_FALSE(estimate_of(done));
}

TEST_CASE("a fleet that lands one task a minute does thirty in half an hour") {
  const auto estimate = estimate_of(steady(40, 60));
  REQUIRE(estimate);
  CHECK(estimate->tasks == Estimated{30, 30, 30});
  CHECK(estimate->seconds == Estimated{1800, 1800, 1800});
  CHECK_FALSE(estimate->cost);
}

TEST_CASE("a fleet that has stopped becomes slower with every minute, and less certain") {
  EstimateFacts facts = steady(40, 60);
  facts.now += std::chrono::minutes(39);
  const auto estimate = estimate_of(facts);
  REQUIRE(estimate);
  CHECK(estimate->seconds.value == 3600);
  CHECK(estimate->seconds.low < 2000);
  CHECK(estimate->seconds.high > 6000);
}

TEST_CASE("landings in batches are as fast, and less certain") {
  EstimateFacts batches = steady(40, 60);
  for (std::size_t i = 0; i < 40; ++i) batches.recent[i] = second(static_cast<int>(i / 10 + 1) * 600);
  const auto estimate = estimate_of(batches);
  REQUIRE(estimate);
  CHECK(estimate->seconds.value < 1900);
  CHECK(estimate->seconds.high > 2 * estimate->seconds.low);
}

TEST_CASE("plans that have not ended make as many tasks as those that have, with a wide range") {
  EstimateFacts facts = steady(40, 60);
  facts.plans_left = 2;
  facts.plans_ended = 4;
  facts.planned = 60;
  const auto estimate = estimate_of(facts);
  REQUIRE(estimate);
  CHECK(estimate->tasks.value == 60);
  CHECK(estimate->tasks.low > 33);
  CHECK(estimate->tasks.low < 35);
  CHECK(estimate->tasks.high > 100);
}

TEST_CASE("the cost of what is left is that of what landed, and varies as that did") {
  EstimateFacts facts = steady(40, 60);
  facts.known_cost = 40;
  facts.cost = 40 * 0.5;
  facts.cost_squares = 40 * 0.25;
  const auto even = estimate_of(facts);
  REQUIRE((even && even->cost));
  CHECK(even->cost->value == 15);
  CHECK(even->cost->high == 15);
  facts.cost_squares = 40 * 0.5;  // half of them cost nothing, half of them 1
  const auto uneven = estimate_of(facts);
  REQUIRE((uneven && uneven->cost));
  // sqrt(30 * 0.256 + 900 * 0.256 / 40) = 3.67, 1.645 of which is about 6.
  CHECK(std::abs(uneven->cost->high - 22.1) < 0.2);
  CHECK(std::abs(uneven->cost->low - 10.2) < 0.2);
}

// The nearest that a test can come to "nine times out of ten": the same fleet runs on, again and again.
TEST_CASE("nine of ten fleets that land at random are done within the range") {
  std::uint64_t state = 7;
  const auto random_gap = [&] {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const double uniform = (static_cast<double>(state >> 40) + 1) / static_cast<double>(1u << 24);
    return -std::log(uniform) * 60;
  };
  int within = 0;
  for (int fleet = 0; fleet < 400; ++fleet) {
    EstimateFacts facts;
    facts.left = 50;
    double time = 0;
    for (int i = 0; i < 50; ++i) facts.recent.push_back(second(static_cast<int>(time += random_gap())));
    facts.now = facts.recent.back();
    double needed = 0;
    for (int i = 0; i < 50; ++i) needed += random_gap();
    const Estimated seconds = estimate_of(facts)->seconds;
    if (seconds.low <= needed && needed <= seconds.high) ++within;
  }
  CHECK(within > 340);
  CHECK(within < 385);
}

}  // namespace estimate_test
