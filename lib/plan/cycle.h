// The cycles of a goal: when the judge is asked whether to go on, and what follows from what it says. Nobody
// waits for it: while it judges, the work goes on. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/call.h"
#include "plan/goal_scene.h"

namespace reeve {

// Whether anybody says of this goal that it is reached: it has checks of its own, or criteria or a judge
// agent for what planners do. A goal that a person cut into tasks is that person's to end, once these have
// landed. `plans`: how many plan tasks it has or had.
bool is_judged(const GoalSpec& goal, const RolesConfig& roles, std::size_t plans);
bool is_judged(const GoalScene& scene);

// The judge's task, if it is missing now: after [cycle] landings, after [cycle] hours, or when nothing of the
// goal goes on by itself, not even a trial (plan/trial.h). Not while a judge is at it, nor twice in one
// cycle.
std::optional<Call> judge_call(const GoalScene& scene, TimePoint now);

// A cycle that was judged, and after which the goal was paused and a person has resumed it: the next one has
// to be begun.
bool has_to_begin_a_cycle(const GoalState& goal);

enum class AfterCycle { achieved, paused, next };

struct CycleEnd {
  AfterCycle after = AfterCycle::next;
  std::string reason;  // of a pause: what a person should know
};

// What follows from a verdict (continue, achieved or stuck). `landed`: tasks in the last [cycle]
// without_progress cycles, this one included.
CycleEnd end_of_cycle(const std::string& verdict, const GoalState& goal, const Config& config,
                      std::size_t landed);

// Where these cycles begin: a commit of the target. Absent: there have not been so many yet.
std::optional<std::string> start_of_last(const GoalState& goal, std::size_t cycles);

// The event and the root plan with which the next cycle begins, at this commit of the target.
struct NextCycle {
  Event started;
  Call root;
};
NextCycle next_cycle(const GoalState& goal, const std::string& commit, TimePoint at, const std::string& by);

}  // namespace reeve
