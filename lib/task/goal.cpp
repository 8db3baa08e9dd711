#include "task/goal.h"

#include <array>

namespace reeve {

namespace {

constexpr std::array<std::string_view, 5> phase_names{"open", "paused", "achieved", "stopped", "delivered"};

void apply(GoalState& state, const Event& event) {
  if (state.phase == GoalPhase::delivered) return;  // its branch is merged: nothing can follow
  switch (event.type) {
    case EventType::opened:
      state.opened_at = event.at;
      break;
    case EventType::cycle_started:
      state.cycle = event.cycle;
      break;
    case EventType::achieved:
      state.phase = GoalPhase::achieved;
      break;
    case EventType::stopped:
      state.phase = GoalPhase::stopped;
      break;
    case EventType::paused:
      if (state.phase != GoalPhase::open) return;  // only what runs can pause
      state.phase = GoalPhase::paused;
      break;
    case EventType::resumed:
      state.phase = GoalPhase::open;
      break;
    case EventType::delivered:
      state.phase = GoalPhase::delivered;
      break;
    case EventType::judged:
      break;
    default:
      return;
  }
  if (!event.reason.empty()) state.reason = event.reason;
}

}  // namespace

std::string_view name_of(GoalPhase phase) {
  return phase_names[static_cast<std::size_t>(phase)];
}

GoalState fold(const GoalLog& log) {
  GoalState state;
  state.spec = log.spec;
  for (const Event& event : log.events) apply(state, event);
  return state;
}

}  // namespace reeve
