#include "plan/cycle.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/trial.h"
#include "plan/wake.h"

namespace reeve {

namespace {

constexpr int judge_priority = 100;  // as a plan's: what comes after waits for it

std::size_t plans_of(const GoalScene& scene) {
  const auto is_plan = [](const auto& task) { return task.second->spec.kind == TaskKind::plan; };
  return static_cast<std::size_t>(std::count_if(scene.filed.begin(), scene.filed.end(), is_plan) +
                                  std::count_if(scene.live.begin(), scene.live.end(), is_plan));
}

bool judge_is_at_it(const GoalScene& scene) {
  return std::any_of(scene.live.begin(), scene.live.end(), [](const auto& task) {
    return task.second->spec.kind == TaskKind::judge && !task.second->finished();
  });
}

bool anything_goes_on(const GoalScene& scene) {
  Fates fates(scene);
  return std::any_of(scene.live.begin(), scene.live.end(), [&](const auto& task) {
    return !task.second->finished() &&
           (can_go_on(*task.second, fates) || next_trial(*task.second, scene.config->breaker));
  });
}

bool was_ever_planned(const GoalScene& scene) {
  return !scene.live.empty() || !scene.filed.empty() || !scene.landed_ids.empty();
}

// Absent: it is not time yet.
std::optional<std::string> why_now(const GoalScene& scene, TimePoint now) {
  const CycleConfig& config = scene.config->cycle;
  const Cycle& cycle = scene.goal->cycles.back();
  if (!anything_goes_on(scene))
    return was_ever_planned(scene) ? std::optional("nothing is left to do") : std::nullopt;
  if (scene.landed.size() >= config.landings)
    return count_of(scene.landed.size(), "landing") + " in this cycle";
  if (now - std::max(cycle.started, scene.goal->resumed_at) >= config.time)
    return "the cycle has lasted " + format_duration(now - cycle.started);
  return std::nullopt;
}

PlannedTask judge_task(const GoalState& goal) {
  PlannedTask task;
  task.name = fmt::format("judge-{}", goal.cycle());
  task.spec.goal = goal.spec.id;
  task.spec.kind = TaskKind::judge;
  task.spec.title = fmt::format("Judge cycle {}", goal.cycle());
  task.spec.accept = goal.spec.accept;
  task.spec.cycle = goal.cycle();
  task.spec.priority = judge_priority;
  return task;
}

std::string why_pause(const GoalState& goal, const Config& config, std::size_t landed) {
  if (config.roles.planner.empty())
    return "the goal is not reached, and no agent is named for planners; plan what is missing and resume it";
  const auto cycles = static_cast<std::size_t>(goal.cycle());
  if (landed == 0 && cycles >= config.cycle.without_progress)
    return fmt::format("nothing has landed in the last {}", count_of(config.cycle.without_progress, "cycle"));
  if (cycles >= config.cycle.most)
    return fmt::format("it has had {}, the most that [cycle] most allows", count_of(cycles, "cycle"));
  return "";
}

}  // namespace

bool is_judged(const GoalSpec& goal, const RolesConfig& roles, std::size_t plans) {
  const bool has_judge = !roles.judge.empty();
  if (!goal.checks.empty()) return true;
  return plans > 0 ? has_judge || !goal.accept.empty() : has_judge && !goal.accept.empty();
}

bool is_judged(const GoalScene& scene) {
  return is_judged(scene.goal->spec, scene.config->roles, plans_of(scene));
}

std::optional<Call> judge_call(const GoalScene& scene, TimePoint now) {
  const GoalState& goal = *scene.goal;
  if (goal.phase != GoalPhase::open || goal.halt || goal.cycles.empty()) return std::nullopt;
  if (!goal.cycles.back().verdict.empty() || judge_is_at_it(scene) || !is_judged(scene)) return std::nullopt;
  const auto reason = why_now(scene, now);
  if (!reason) return std::nullopt;
  return Call{judge_task(goal), *reason};
}

bool has_to_begin_a_cycle(const GoalState& goal) {
  if (goal.phase != GoalPhase::open || goal.cycles.empty()) return false;
  const Cycle& cycle = goal.cycles.back();
  return cycle.judged && goal.resumed_at > *cycle.judged;
}

CycleEnd end_of_cycle(const std::string& verdict, const GoalState& goal, const Config& config,
                      std::size_t landed) {
  if (verdict == "achieved") return {AfterCycle::achieved, ""};
  if (verdict == "stuck") return {AfterCycle::paused, "the judge says that it is stuck"};
  const std::string reason = why_pause(goal, config, landed);
  return {reason.empty() ? AfterCycle::next : AfterCycle::paused, reason};
}

std::optional<std::string> start_of_last(const GoalState& goal, std::size_t cycles) {
  if (goal.cycles.size() < cycles || cycles == 0) return std::nullopt;
  return goal.cycles[goal.cycles.size() - cycles].start;
}

NextCycle next_cycle(const GoalState& goal, const std::string& commit, TimePoint at, const std::string& by) {
  NextCycle next;
  next.started = make_event(EventType::cycle_started, at, by);
  next.started.cycle = goal.cycle() + 1;
  next.started.commit = commit;
  next.root = {root_plan(goal.spec, next.started.cycle), fmt::format("cycle {} begins", next.started.cycle)};
  return next;
}

}  // namespace reeve
