#include "plan/trial.h"

#include <algorithm>

namespace reeve {

std::optional<TimePoint> next_trial(const TaskState& task, const BreakerConfig& config) {
  const Attempt* last = task.last_attempt();
  const bool was_refused = last != nullptr && last->outcome == Outcome::auth;
  if (task.phase != Phase::held || !task.is_given_up || !was_refused) return std::nullopt;
  const auto refused = std::ranges::count_if(
      task.attempts, [](const Attempt& attempt) { return attempt.outcome == Outcome::auth; });
  if (static_cast<std::size_t>(refused) > most_refused_keys) return std::nullopt;
  return task.phase_since + config.time;
}

}  // namespace reeve
