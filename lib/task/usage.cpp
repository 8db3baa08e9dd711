#include "task/usage.h"

#include <fmt/format.h>

#include <vector>

#include "base/text.h"

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

Amount operator+(const Amount& a, const Amount& b) {
  return {a.seconds + b.seconds, a.tokens + b.tokens, a.cost + b.cost};
}

Amount amount_of(const Usage& usage) {
  return {usage.seconds.value_or(0), total_tokens(usage), usage.cost.value_or(0)};
}

std::string cost_words(double cost) {
  if (cost == 0) return "0";
  return cost < 1 ? fmt::format("{:.4f}", cost) : fmt::format("{:.2f}", cost);
}

std::string token_words(std::int64_t tokens) {
  constexpr std::int64_t first_in_millions = 999'950;  // "1000.0k" would be the next
  const auto count = static_cast<double>(tokens);
  if (tokens >= first_in_millions) return fmt::format("{:.1f}M", count / 1e6);
  if (tokens >= 10'000) return fmt::format("{:.1f}k", count / 1e3);
  if (tokens >= 1'000) return fmt::format("{},{:03}", tokens / 1'000, tokens % 1'000);
  return std::to_string(tokens);
}

std::string token_kinds(const Usage& usage) {
  std::vector<std::string> kinds;
  const auto add = [&](const std::optional<std::int64_t>& tokens, const char* kind) {
    if (tokens) kinds.push_back(fmt::format("{} {}", *tokens, kind));
  };
  add(usage.input, "in");
  add(usage.cache_read, "from the cache");
  add(usage.cache_write, "to the cache");
  add(usage.output, "out");
  return join(kinds, ", ");
}

}  // namespace reeve
