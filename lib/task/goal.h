// The state of a goal: a pure fold of its log.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "task/codec.h"

namespace reeve {

enum class GoalPhase { open, paused, achieved, stopped, delivered };

std::string_view name_of(GoalPhase phase);

// A stretch of work after which the judge says whether to go on.
struct Cycle {
  int number = 1;
  TimePoint started{};
  std::string start;    // the target's tip then
  std::string verdict;  // continue, achieved or stuck; empty: not judged yet
  std::vector<std::string> reasons;
  std::optional<TimePoint> judged;
};

// Why nothing but plans and judges starts.
struct Halt {
  std::string signature;
  std::string reason;
  TimePoint since{};
  bool needs_person = false;  // no planner is asked
};

struct GoalState {
  GoalSpec spec;
  GoalPhase phase = GoalPhase::open;
  TimePoint opened_at{};
  std::vector<Cycle> cycles;  // at least one, as soon as it is opened
  std::optional<Halt> halt;
  std::map<std::string, int> halts;           // by signature: how often it has stopped the line
  std::map<std::string, TimePoint> restarts;  // by signature: when the line was last started again after it
  std::set<std::string> woken;                // ids of the tasks that were made for planners and judges
  TimePoint resumed_at{};                     // when a person last resumed it; or when it was opened
  std::string reason;                         // of the last event that gave one

  int cycle() const { return cycles.empty() ? 1 : cycles.back().number; }
  bool finished() const { return phase != GoalPhase::open && phase != GoalPhase::paused; }
};

// The state after the event; one that cannot follow, or is unknown, changes nothing.
void apply(GoalState& state, const Event& event);

GoalState fold(const GoalLog& log);

// Whether the goal's line is stopped for tasks of this kind: plans and judges find the way out of it.
bool is_halted_for(const GoalState& goal, TaskKind kind);
// "the line is stopped: …"; empty if it is not.
std::string halt_words(const GoalState& goal);

}  // namespace reeve
