#include "task/usage.h"

namespace reeve {

namespace {

template <typename Number>
std::optional<Number> sum(const std::optional<Number>& a, const std::optional<Number>& b) {
  if (!a && !b) return std::nullopt;
  return a.value_or(0) + b.value_or(0);
}

}  // namespace

Usage operator+(const Usage& a, const Usage& b) {
  Usage total;
  total.seconds = sum(a.seconds, b.seconds);
  total.cost = sum(a.cost, b.cost);
  total.input = sum(a.input, b.input);
  total.cache_read = sum(a.cache_read, b.cache_read);
  total.cache_write = sum(a.cache_write, b.cache_write);
  total.output = sum(a.output, b.output);
  total.turns = sum(a.turns, b.turns);
  return total;
}

std::int64_t total_tokens(const Usage& usage) {
  return usage.input.value_or(0) + usage.cache_read.value_or(0) + usage.cache_write.value_or(0) +
         usage.output.value_or(0);
}

}  // namespace reeve
