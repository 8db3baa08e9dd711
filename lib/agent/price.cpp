#include "agent/price.h"

namespace reeve {

namespace {

constexpr double tokens_in_a_price = 1'000'000;

double cost_of_kind(const std::optional<std::int64_t>& tokens, double price) {
  return static_cast<double>(tokens.value_or(0)) * price / tokens_in_a_price;
}

}  // namespace

double cost_of(const Usage& usage, const Price& price) {
  return cost_of_kind(usage.input, price.input) + cost_of_kind(usage.cache_read, price.cache_read) +
         cost_of_kind(usage.cache_write, price.cache_write) + cost_of_kind(usage.output, price.output);
}

Usage with_cost(Usage usage, const std::optional<Price>& price) {
  const bool has_tokens = usage.input || usage.cache_read || usage.cache_write || usage.output;
  if (!usage.cost && price && has_tokens) usage.cost = cost_of(usage, *price);
  return usage;
}

}  // namespace reeve
