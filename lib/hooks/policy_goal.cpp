#include "hooks/policy_goal.h"

#include <fmt/format.h>

namespace reeve::hooks {

namespace {

Objection goal_objection(const std::string& what) {
  return {Rule::transition, what, "fetch, look at the log again, and let git-reeve append to it"};
}

Objection refused_in(const GoalState& state, const Event& event) {
  return goal_objection(fmt::format("a goal that is {} cannot be {}", name_of(state.phase), event.name));
}

std::optional<Objection> unless(bool holds, const std::string& what) {
  return holds ? std::nullopt : std::optional(goal_objection(what));
}

std::optional<Objection> objection_to_call(const GoalState& state, const Event& event) {
  if (state.phase != GoalPhase::open) return refused_in(state, event);
  return unless(!event.task.empty() && !state.woken.contains(event.task),
                "'woken' names the task that was made for it, and each task once");
}

std::optional<Objection> objection_to_halt(const GoalState& state, const Event& event) {
  if (state.phase != GoalPhase::open || state.halt) return refused_in(state, event);
  return unless(!event.signature.empty() && !event.reason.empty(),
                "a line that is stopped says which failure has stopped it");
}

std::optional<Objection> objection_to_judgement(const GoalState& state, const Event& event) {
  if (state.finished()) return refused_in(state, event);
  const bool is_known =
      event.verdict == "continue" || event.verdict == "achieved" || event.verdict == "stuck";
  return unless(is_known && !event.task.empty(),
                "a verdict on a goal is continue, achieved or stuck, and names the judge's task");
}

std::optional<Objection> objection_to_cycle(const GoalState& state, const Event& event) {
  if (state.finished()) return refused_in(state, event);
  const bool was_judged = !state.cycles.empty() && !state.cycles.back().verdict.empty();
  return unless(was_judged && event.cycle == state.cycle() + 1 && !event.commit.empty(),
                fmt::format("cycle {} begins when cycle {} was judged, at a commit of the target",
                            state.cycle() + 1, state.cycle()));
}

std::optional<Objection> objection_to_achievement(const GoalState& state) {
  return unless(!state.cycles.empty() && state.cycles.back().verdict == "achieved",
                "a goal is achieved when its judge says so");
}

}  // namespace

std::optional<Objection> objection_to_goal_event(const GoalState& state, const Event& event, bool is_first) {
  if (is_first)
    return event.type == EventType::opened
               ? std::nullopt
               : std::optional(goal_objection(fmt::format("a goal that is new cannot be {}", event.name)));
  if (state.phase == GoalPhase::delivered) return refused_in(state, event);
  switch (event.type) {
    case EventType::woken:
      return objection_to_call(state, event);
    case EventType::halted:
      return objection_to_halt(state, event);
    case EventType::restarted:
      return unless(!state.halts.empty(), "a line that was never stopped cannot be restarted");
    case EventType::judged:
      return objection_to_judgement(state, event);
    case EventType::cycle_started:
      return objection_to_cycle(state, event);
    case EventType::achieved:
      return objection_to_achievement(state);
    case EventType::stopped:
    case EventType::paused:
    case EventType::resumed:
    case EventType::delivered:
      return std::nullopt;
    default:
      return refused_in(state, event);
  }
}

}  // namespace reeve::hooks
