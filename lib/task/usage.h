// What an attempt, or many of them, used. What is not known is absent: that a run cost nothing is another
// thing than that nobody said what it cost.
#pragma once

#include <cstdint>
#include <optional>

namespace reeve {

struct Usage {
  std::optional<double> seconds;
  std::optional<double> cost;         // in the currency of the price table
  std::optional<std::int64_t> input;  // tokens that were neither read from a cache nor written to one
  std::optional<std::int64_t> cache_read;
  std::optional<std::int64_t> cache_write;
  std::optional<std::int64_t> output;
  std::optional<std::int64_t> turns;  // calls of the model

  bool empty() const { return *this == Usage(); }
  bool operator==(const Usage&) const = default;
};

// Member by member; absent where neither is known.
Usage operator+(const Usage& a, const Usage& b);

// Tokens of every kind; what is not known counts as 0.
std::int64_t total_tokens(const Usage& usage);

}  // namespace reeve
