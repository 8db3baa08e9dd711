#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "report/status_text.h"

namespace reeve {

namespace {

// In the order of a live task's life.
constexpr std::array live_phases{Phase::waiting, Phase::open, Phase::claimed,  Phase::ready,
                                 Phase::failed,  Phase::held, Phase::cancelled};

}  // namespace

std::string phase_counts(const std::map<Phase, std::size_t>& phases) {
  std::vector<std::string> counts;
  for (const Phase phase : live_phases) {
    const auto count = phases.find(phase);
    if (count != phases.end()) counts.push_back(fmt::format("{} {}", count->second, name_of(phase)));
  }
  return counts.empty() ? "no live tasks" : join(counts, ", ");
}

JsonObject phase_counts_json(const std::map<Phase, std::size_t>& phases) {
  JsonObject object;
  for (const Phase phase : live_phases) {
    const auto count = phases.find(phase);
    object.add(name_of(phase), count == phases.end() ? std::size_t{0} : count->second);
  }
  return object;
}

}  // namespace reeve
