// The state of a goal: a pure fold of its log.
#pragma once

#include <string>
#include <string_view>

#include "task/codec.h"

namespace reeve {

enum class GoalPhase { open, paused, achieved, stopped, delivered };

std::string_view name_of(GoalPhase phase);

struct GoalState {
  GoalSpec spec;
  GoalPhase phase = GoalPhase::open;
  TimePoint opened_at{};
  int cycle = 0;
  std::string reason;  // of the last event that gave one

  bool finished() const { return phase != GoalPhase::open && phase != GoalPhase::paused; }
};

GoalState fold(const GoalLog& log);

}  // namespace reeve
