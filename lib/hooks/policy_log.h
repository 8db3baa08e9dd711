// What may be added to the log of a task or a goal. Pure: texts and a time in, an objection out.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "hooks/policy.h"

namespace reeve::hooks {

struct LogChange {
  std::string id;                     // of the ref
  std::optional<std::string> before;  // absent: the log is new
  std::string after;
  TimePoint now;               // the server's clock
  Milliseconds longest_lease;  // that a claim may ask for
};

// How far a clock may be ahead of the server's. Machines that keep time are within a second.
constexpr Milliseconds clock_slack{2 * 60'000};

// The new text begins with the old one; every line that was added can be read and may follow; nobody ends the
// claim of another whose lease holds, but persons who hold or cancel the task, and the machine it ran on.
std::optional<Objection> objection_to_task_log(const LogChange& change);
std::optional<Objection> objection_to_goal_log(const LogChange& change);

}  // namespace reeve::hooks
