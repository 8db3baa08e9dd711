#include "rehearse/dice.h"

namespace reeve::rehearse {

namespace {

// FNV-1a, then the last step of splitmix64: FNV alone leaves the high bits of short texts alike.
std::uint64_t mix(std::uint64_t hash, std::string_view text) {
  for (const char letter : text) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
  return (hash ^ 0xFFU) * 0x100000001b3U;
}

std::uint64_t finish(std::uint64_t hash) {
  hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9U;
  hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebU;
  return hash ^ (hash >> 31U);
}

}  // namespace

double Dice::share(std::string_view what, std::string_view of, std::uint64_t number) const {
  const std::uint64_t hash = mix(mix(finish(seed_ + 0x9e3779b97f4a7c15U), what), of);
  return static_cast<double>(finish(hash + number * 0x9e3779b97f4a7c15U) >> 11U) * 0x1.0p-53;
}

}  // namespace reeve::rehearse
