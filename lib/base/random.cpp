#include "base/random.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <random>

namespace reeve {

namespace {

// The system's source for every draw, no generator with a state of its own: a fork copies such a state, and
// then two processes draw the same names and the same claim nonces.
std::random_device& device() {
  thread_local std::random_device instance;
  return instance;
}

// Absent, but in a rehearsal.
struct Seeded {
  std::mutex mutex;
  std::optional<std::mt19937_64> generator;
};

Seeded& seeded() {
  static Seeded instance;
  return instance;
}

template <typename Generator>
std::uint64_t draw_below(std::uint64_t bound, Generator& generator) {
  return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(generator);
}

}  // namespace

std::string random_base32(std::size_t length) {
  static constexpr std::string_view digits = "abcdefghijklmnopqrstuvwxyz234567";
  std::string text(length, ' ');
  for (char& c : text) c = digits[random_below(digits.size())];
  return text;
}

std::uint64_t random_below(std::uint64_t bound) {
  if (bound == 0) return 0;
  {
    const std::lock_guard lock(seeded().mutex);
    if (auto& generator = seeded().generator) return draw_below(bound, *generator);
  }
  return draw_below(bound, device());
}

Milliseconds backoff(unsigned attempt, Milliseconds base, Milliseconds cap) {
  Milliseconds window = std::min(base, cap);
  for (unsigned i = 0; i < attempt && window.count() > 0 && window < cap; ++i) {
    window = window > cap / 2 ? cap : window * 2;  // no overflow for any attempt
  }
  if (window.count() <= 0) return Milliseconds(0);
  return Milliseconds(
      static_cast<Milliseconds::rep>(random_below(static_cast<std::uint64_t>(window.count()) + 1)));
}

SeededRandom::SeededRandom(std::uint64_t seed) {
  const std::lock_guard lock(seeded().mutex);
  seeded().generator.emplace(seed);
}

SeededRandom::~SeededRandom() {
  const std::lock_guard lock(seeded().mutex);
  seeded().generator.reset();
}

}  // namespace reeve
