// Chance that depends on what it is for and on the seed, and not on the order of the draws: a fault of one
// task then does not change what another one meets.
#pragma once

#include <cstdint>
#include <string_view>

namespace reeve::rehearse {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : seed_(seed) {}

  // In [0, 1), always the same for the same words and number.
  double share(std::string_view what, std::string_view of, std::uint64_t number = 0) const;
  double between(double low, double high, std::string_view what, std::string_view of,
                 std::uint64_t number = 0) const {
    return low + (high - low) * share(what, of, number);
  }

 private:
  std::uint64_t seed_;
};

}  // namespace reeve::rehearse
