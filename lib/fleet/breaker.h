// When the same failure, in one task after the other, stops the line of a goal: something that no task can
// mend is wrong, and every further attempt is paid for nothing (a circuit breaker: M. Nygard, "Release It!").
// Pure; fleet/line_keeper.h does what is decided here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "task/fold.h"
#include "task/goal.h"

namespace reeve {

// Of a failure that no other task with the same agent can escape (is_of_the_configuration()): each of them
// would only be held, one by one.
constexpr std::size_t tasks_of_wrong_configuration = 3;

struct Trip {
  std::string signature;           // fleet/failure_signature.h
  std::string reason;              // for people: "5 tasks in a row failed in the same way: …"
  std::vector<std::string> tasks;  // ids, by id
  bool is_configuration = false;   // no planner can mend it: a key, a quota, a right

  bool operator==(const Trip&) const = default;
};

// The failure that ended attempts at [breaker] tasks different tasks (or, of the configuration, that 3 were
// given up for), within [breaker] minutes before `now` and since the newest of: the last landing (absent:
// none yet), the last restart of the line, the goal's last resumption. Of several, the one that most tasks
// have. Absent: there is none, or the line is stopped already. `live`: the goal's tasks; only their work
// counts, as planners and judges go on when the line is stopped.
std::optional<Trip> tripped(const std::vector<const TaskState*>& live, const GoalState& goal,
                            std::optional<TimePoint> last_landing, const BreakerConfig& config,
                            TimePoint now);

// Those of the live tasks that were given up because of a failure which stopped the line, before the line was
// started again: they have not been tried since what was wrong was mended. By id.
std::vector<std::string> given_up_for_halts(const std::vector<const TaskState*>& live, const GoalState& goal);

// Whether a person has to see to it: the same failure has stopped the line before, and what a planner made of
// it, or most_trials trials, did not help. `goal`: as it is without this trip.
bool is_repeated(const Trip& trip, const GoalState& goal);

// When a line that no planner can mend is started again to see whether somebody has mended it (the half-open
// state of a circuit breaker): [breaker] minutes after it was stopped, and twice as long after each time that
// it did not help. Absent: it is not stopped, or a planner is asked. (Of single tasks: plan/trial.h.)
constexpr int most_trials = 3;
std::optional<TimePoint> next_trial(const GoalState& goal, const BreakerConfig& config);

}  // namespace reeve
