// What follows a failed attempt. Pure; used by the worker, the gate and reconcile alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "task/fold.h"

namespace reeve {

// The name in place of an agent's where a person works on a task. What they try is no evidence against
// anybody: it counts against no limit, and the agent whose turn it was is next.
constexpr std::string_view person_agent = "me";

struct RetryLimits {
  int attempts = 4;            // failed on evidence; then the task is held
  int lost = 20;               // ended without evidence (killed, conflict); then the task is held
  Milliseconds pause{60'000};  // for a rate limit that says no time
};

// The agents a task is tried with, in order: `ladder`, begun at the task's own agent where it names one.
std::vector<std::string> ladder_of(const TaskSpec& spec, const std::vector<std::string>& ladder);

// For a task in phase `failed`: `retried` (the same rung, or the next one on evidence of failure) or `held`
// with the reason, made at `now` by `by`. A person's branch that joined the queue is held for who pushed it,
// and `cancelled` if it changes nothing.
Event next_step(const TaskState& state, std::size_t ladder_length, const RetryLimits& limits, TimePoint now,
                const std::string& by);

}  // namespace reeve
