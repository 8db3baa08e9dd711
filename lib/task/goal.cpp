#include "task/goal.h"

#include <array>

namespace reeve {

namespace {

constexpr std::array<std::string_view, 5> goal_phase_names{"open", "paused", "achieved", "stopped",
                                                           "delivered"};

void start_cycle(GoalState& state, int number, const Event& event, const std::string& start) {
  Cycle cycle;
  cycle.number = number;
  cycle.started = event.at;
  cycle.start = start;
  state.cycles.push_back(std::move(cycle));
}

void judge(GoalState& state, const Event& event) {
  if (state.cycles.empty()) return;
  Cycle& cycle = state.cycles.back();
  cycle.verdict = event.verdict;
  cycle.reasons = event.reasons;
  cycle.judged = event.at;
}

void halt(GoalState& state, const Event& event) {
  state.halt = Halt{event.signature, event.reason, event.at, event.verdict == for_a_person};
  ++state.halts[event.signature];
}

void restart(GoalState& state, const Event& event) {
  if (!state.halt) return;
  state.restarts[state.halt->signature] = event.at;
  state.halt.reset();
}

}  // namespace

void apply(GoalState& state, const Event& event) {
  if (state.phase == GoalPhase::delivered) return;  // its branch is merged: nothing can follow
  switch (event.type) {
    case EventType::opened:
      state.opened_at = state.resumed_at = event.at;
      start_cycle(state, 1, event, state.spec.base);
      break;
    case EventType::cycle_started:
      start_cycle(state, event.cycle, event, event.commit);
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
      state.resumed_at = event.at;
      restart(state, event);  // who goes on with a goal has seen why its line was stopped
      break;
    case EventType::delivered:
      state.phase = GoalPhase::delivered;
      break;
    case EventType::judged:
      judge(state, event);
      break;
    case EventType::woken:
      state.woken.insert(event.task);
      return;
    case EventType::halted:
      halt(state, event);
      return;
    case EventType::restarted:
      restart(state, event);
      return;
    default:
      return;
  }
  if (!event.reason.empty()) state.reason = event.reason;
}

std::string_view name_of(GoalPhase phase) {
  return goal_phase_names[static_cast<std::size_t>(phase)];
}

GoalState fold(const GoalLog& log) {
  GoalState state;
  state.spec = log.spec;
  for (const Event& event : log.events) apply(state, event);
  return state;
}

bool is_halted_for(const GoalState& goal, TaskKind kind) {
  return goal.halt && kind == TaskKind::work;
}

std::string halt_words(const GoalState& goal) {
  if (!goal.halt) return "";
  return "the line is stopped" + (goal.halt->reason.empty() ? "" : ": " + goal.halt->reason);
}

}  // namespace reeve
