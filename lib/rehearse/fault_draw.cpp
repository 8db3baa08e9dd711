#include "rehearse/fault_draw.h"

#include <algorithm>

namespace reeve::rehearse {

namespace {

std::vector<Fault> faults_at(FaultPlace place) {
  std::vector<Fault> faults;
  std::ranges::copy_if(all_faults(), std::back_inserter(faults),
                       [&](Fault fault) { return place_of(fault) == place; });
  return faults;
}

// An attempt makes about eight changes of the hub and is followed by about two checks: `mixed` is a share of
// attempts.
double mixed_share(double mixed, FaultPlace place) {
  if (place == FaultPlace::change) return mixed / 8;
  return place == FaultPlace::check ? mixed / 2 : mixed;
}

}  // namespace

std::optional<Fault> FaultDraw::drawn(FaultPlace place, const std::string& what, std::uint64_t number) const {
  const std::vector<Fault> faults = faults_at(place);
  for (const Fault fault : faults) {
    const auto share = plan_.shares.find(fault);
    if (share != plan_.shares.end() && dice_.share(name_of(fault), what, number) < share->second)
      return fault;
  }
  if (dice_.share("mixed", what, number) >= mixed_share(plan_.mixed, place)) return std::nullopt;
  const double choice = dice_.share("which", what, number) * static_cast<double>(faults.size());
  return faults[static_cast<std::size_t>(choice)];
}

std::optional<Fault> FaultDraw::of_attempt(FaultPlace place, const std::string& node, const std::string& task,
                                           int attempt) const {
  if (const auto exact = plan_.exactly.find({node, attempt}); exact != plan_.exactly.end())
    return exact->second;
  return drawn(place, task, static_cast<std::uint64_t>(attempt));
}

std::optional<Fault> FaultDraw::of(FaultPlace place, std::uint64_t number) const {
  constexpr const char* names[] = {"work", "plan", "gate", "check", "change", "hour"};
  return drawn(place, names[static_cast<std::size_t>(place)], number);
}

}  // namespace reeve::rehearse
