#include "fleet/breaker.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "fleet/failure_signature.h"

namespace reeve {

namespace {

struct Failures {
  std::set<std::string> tasks;
  bool is_configuration = false;
};

using BySignature = std::map<std::string, Failures>;

// An agent that is out of order is nothing to stop the line for as long as others of the ladder go on.
bool was_the_end(const TaskState& task, const Attempt& attempt) {
  return task.is_given_up && &attempt == task.last_attempt();
}

void count(const TaskState& task, TimePoint since, BySignature& failures) {
  if (task.spec.kind != TaskKind::work) return;
  for (const Attempt& attempt : task.attempts) {
    if (!attempt.ended || *attempt.ended <= since) continue;
    const auto signature = failure_signature(task, attempt);
    if (!signature || (is_of_the_configuration(*attempt.outcome) && !was_the_end(task, attempt))) continue;
    Failures& same = failures[*signature];
    same.tasks.insert(task.spec.id);
    same.is_configuration = is_of_the_configuration(*attempt.outcome);
  }
}

std::size_t threshold(const Failures& failures, const BreakerConfig& config) {
  return failures.is_configuration ? std::min(tasks_of_wrong_configuration, config.tasks) : config.tasks;
}

std::string reason_of(const std::string& signature, const Failures& failures) {
  return count_of(failures.tasks.size(), "task") +
         " failed in the same way, with nothing landed between them: " + signature;
}

TimePoint last_restart(const GoalState& goal) {
  TimePoint last{};
  for (const auto& [signature, at] : goal.restarts) last = std::max(last, at);
  return last;
}

}  // namespace

std::optional<Trip> tripped(const std::vector<const TaskState*>& live, const GoalState& goal,
                            std::optional<TimePoint> last_landing, const BreakerConfig& config,
                            TimePoint now) {
  if (goal.halt) return std::nullopt;
  const TimePoint since =
      std::max({now - config.time, last_landing.value_or(TimePoint{}), last_restart(goal), goal.resumed_at});
  BySignature failures;
  for (const TaskState* const task : live) count(*task, since, failures);
  const std::pair<const std::string, Failures>* worst = nullptr;
  for (const auto& candidate : failures) {
    if (candidate.second.tasks.size() < threshold(candidate.second, config)) continue;
    if (worst == nullptr || candidate.second.tasks.size() > worst->second.tasks.size()) worst = &candidate;
  }
  if (worst == nullptr) return std::nullopt;
  const auto& [signature, same] = *worst;
  return Trip{
      signature, reason_of(signature, same), {same.tasks.begin(), same.tasks.end()}, same.is_configuration};
}

std::vector<std::string> given_up_for_halts(const std::vector<const TaskState*>& live,
                                            const GoalState& goal) {
  std::vector<std::string> tasks;
  for (const TaskState* const task : live) {
    if (task->phase != Phase::held) continue;
    const auto signature = signature_of_end(*task);
    const auto restart = signature ? goal.restarts.find(*signature) : goal.restarts.end();
    if (restart != goal.restarts.end() && task->phase_since <= restart->second)
      tasks.push_back(task->spec.id);
  }
  std::sort(tasks.begin(), tasks.end());
  return tasks;
}

bool is_repeated(const Trip& trip, const GoalState& goal) {
  const auto before = goal.halts.find(trip.signature);
  return before != goal.halts.end() && before->second >= (trip.is_configuration ? most_trials : 1);
}

std::optional<TimePoint> next_trial(const GoalState& goal, const BreakerConfig& config) {
  if (!goal.halt || !goal.halt->needs_person) return std::nullopt;
  const auto halts = goal.halts.find(goal.halt->signature);
  const int stops = halts == goal.halts.end() ? 1 : std::clamp(halts->second, 1, most_trials);
  return goal.halt->since + config.time * (1 << (stops - 1));
}

}  // namespace reeve
