// What tokens cost.
#include "agent/price.h"

#include "support/catch.h"

namespace price_test {

using namespace reeve;

namespace {

Usage tokens(std::int64_t input, std::int64_t cache_read, std::int64_t cache_write, std::int64_t output) {
  Usage usage;
  usage.input = input;
  usage.cache_read = cache_read;
  usage.cache_write = cache_write;
  usage.output = output;
  return usage;
}

const Price price{.input = 3, .cache_read = 0.5, .cache_write = 4, .output = 16};

}  // namespace

TEST_CASE("each kind of token has its own price for a million") {
  CHECK(cost_of(tokens(1'000'000, 0, 0, 0), price) == 3);
  CHECK(cost_of(tokens(0, 1'000'000, 0, 0), price) == 0.5);
  CHECK(cost_of(tokens(0, 0, 1'000'000, 0), price) == 4);
  CHECK(cost_of(tokens(0, 0, 0, 1'000'000), price) == 16);
  CHECK(cost_of(tokens(500'000, 2'000'000, 250'000, 125'000), price) == 5.5);
  CHECK(cost_of(Usage(), price) == 0);
}

TEST_CASE("a cost that is known is kept, and one that cannot be known stays absent") {
  Usage said = tokens(1'000'000, 0, 0, 0);
  said.cost = 0.25;
  CHECK(with_cost(said, price).cost == 0.25);
  CHECK(with_cost(tokens(1'000'000, 0, 0, 0), price).cost == 3.0);
  CHECK(with_cost(tokens(1'000'000, 0, 0, 0), {}).cost == std::nullopt);
  CHECK(with_cost(Usage(), price).cost == std::nullopt);
}

}  // namespace price_test
