#include "config/config_limits.h"

#include "config/config_keys.h"

namespace reeve {

namespace {

const Keys<Budget>& budget_keys() {
  static const Keys<Budget> keys{
      {"minutes", field(&Budget::time, [](const Entry& entry) { return read_long_duration(entry); })},
      {"tokens", field(&Budget::tokens, read_tokens)},
      {"cost", field(&Budget::cost, read_money)},
  };
  return keys;
}

auto budget(Budget LimitsConfig::* member, const std::string& place) {
  return [member, place](LimitsConfig& limits, const Entry& entry) {
    read_keys(entry, budget_keys(), place, limits.*member);
  };
}

const Keys<LimitsConfig>& limits_keys() {
  static const Keys<LimitsConfig> keys{
      {"workers", count(&LimitsConfig::workers, 1'000)},
      {"attempts", count(&LimitsConfig::attempts, 100)},
      {"lost", count(&LimitsConfig::lost, 10'000)},
      {"tasks_per_plan", count(&LimitsConfig::tasks_per_plan, 100'000)},
      {"tasks_per_goal", count(&LimitsConfig::tasks_per_goal, 1'000'000)},
      {"depth", count(&LimitsConfig::depth, 20)},
      {"guide_lines", count(&LimitsConfig::guide_lines, 1'000)},
      {"lease_minutes", duration(&LimitsConfig::lease, std::chrono::minutes(1))},
      {"minutes", duration(&LimitsConfig::wall, std::chrono::minutes(1))},
      {"idle_minutes", duration(&LimitsConfig::idle, std::chrono::minutes(1))},
      {"snapshot_seconds", duration(&LimitsConfig::snapshot_interval, std::chrono::seconds(1))},
      {"output", field(&LimitsConfig::output_bytes, read_size)},
      {"file_size", field(&LimitsConfig::file_bytes, read_size)},
      {"change_size", field(&LimitsConfig::change_bytes, read_size)},
      {"turns", count(&LimitsConfig::turns, 1'000'000)},
      {"tokens", field(&LimitsConfig::tokens, read_tokens)},
      {"cost", field(&LimitsConfig::cost, read_money)},
      {"processes", count(&LimitsConfig::processes, 1'000'000)},
      {"memory", field(&LimitsConfig::memory_bytes, read_size)},
      {"disk", field(&LimitsConfig::disk_bytes, read_size)},
      {"task", budget(&LimitsConfig::task, " in [limits.task]")},
      {"subtree", budget(&LimitsConfig::subtree, " in [limits.subtree]")},
      {"goal", budget(&LimitsConfig::goal, " in [limits.goal]")},
  };
  return keys;
}

}  // namespace

void read_limits(const Entry& table, LimitsConfig& limits) {
  read_keys(table, limits_keys(), " in [limits]", limits);
}

}  // namespace reeve
