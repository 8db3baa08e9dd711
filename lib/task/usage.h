// What an attempt, or many of them, used. What is not known is absent: that a run cost nothing is another
// thing than that nobody said what it cost.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

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

// What budgets count: used, left, or kept free for an attempt that runs. What is not known counts as 0.
struct Amount {
  double seconds = 0;  // that agents ran
  std::int64_t tokens = 0;
  double cost = 0;

  bool operator==(const Amount&) const = default;
};

Amount operator+(const Amount& a, const Amount& b);
Amount amount_of(const Usage& usage);

// For people: "0", "0.0125", "12.50"; four decimals below 1, so that one cheap task is not nothing.
std::string cost_words(double cost);
// "950", "1,234", "12.3k", "4.5M".
std::string token_words(std::int64_t tokens);
// "20 in, 300 from the cache, 40 to the cache, 5 out", exact; what is not known is left out.
std::string token_kinds(const Usage& usage);

}  // namespace reeve
