#include "config/config_plan.h"

#include "config/config_keys.h"

namespace reeve {

namespace {

constexpr std::int64_t largest_bound = 100'000;

bool is_bound(const TomlValue& value) {
  return value.kind == TomlKind::integer && value.integer >= 1 && value.integer <= largest_bound;
}

std::optional<PlanConfig::Range> read_range(const Entry& entry) {
  const auto& bounds = entry.value.elements;
  const bool is_range = entry.value.kind == TomlKind::array && bounds.size() == 2 && is_bound(bounds[0]) &&
                        is_bound(bounds[1]) && bounds[0].integer <= bounds[1].integer;
  if (!is_range) {
    entry.report("must be the least and the most, as two whole numbers: [20, 180]");
    return {};
  }
  return PlanConfig::Range{static_cast<std::size_t>(bounds[0].integer),
                           static_cast<std::size_t>(bounds[1].integer)};
}

const Keys<PlanConfig>& plan_keys() {
  static const Keys<PlanConfig> keys{
      {"minutes", field(&PlanConfig::minutes, read_range)},
      {"files", field(&PlanConfig::files, read_range)},
      {"wakes", count(&PlanConfig::wakes, 1'000)},
      {"findings", count(&PlanConfig::findings, 1'000)},
      {"hot", count(&PlanConfig::hot, 1'000)},
  };
  return keys;
}

const Keys<CycleConfig>& cycle_keys() {
  static const Keys<CycleConfig> keys{
      {"landings", count(&CycleConfig::landings, 100'000)},
      {"hours", duration(&CycleConfig::time, std::chrono::hours(1))},
      {"most", count(&CycleConfig::most, 1'000)},
      {"without_progress", count(&CycleConfig::without_progress, 1'000)},
  };
  return keys;
}

const Keys<BreakerConfig>& breaker_keys() {
  static const Keys<BreakerConfig> keys{
      {"tasks", count(&BreakerConfig::tasks, 1'000)},
      {"minutes", duration(&BreakerConfig::time, std::chrono::minutes(1))},
  };
  return keys;
}

}  // namespace

void read_plan(const Entry& table, PlanConfig& plan) {
  read_keys(table, plan_keys(), " in [plan]", plan);
}

void read_cycle(const Entry& table, CycleConfig& cycle) {
  read_keys(table, cycle_keys(), " in [cycle]", cycle);
}

void read_breaker(const Entry& table, BreakerConfig& breaker) {
  read_keys(table, breaker_keys(), " in [breaker]", breaker);
}

}  // namespace reeve
