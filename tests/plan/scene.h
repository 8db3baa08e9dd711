// Goals with many tasks, told in a few lines.
#pragma once

#include <list>
#include <string>
#include <vector>

#include "plan/goal_scene.h"

namespace reeve::test {

inline TimePoint minute(int number) {
  return TimePoint{Milliseconds{1'800'000'000'000}} + std::chrono::minutes{number};
}

class Scene {
 public:
  Scene() {
    goal.spec.id = "goal";
    goal.spec.title = "The goal";
    Cycle first;
    first.started = minute(0);
    goal.cycles.push_back(first);
    goal.opened_at = goal.resumed_at = minute(0);
    config.roles.planner = {"thinker"};
    scene.goal = &goal;
    scene.config = &config;
  }
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  // A task that lives, planned after those before it. Change what else it is; the reference stays valid.
  TaskState& live(const std::string& id, Phase phase, const std::string& parent = "",
                  TaskKind kind = TaskKind::work) {
    TaskState& task = made(id, phase, parent, kind);
    scene.live.emplace(id, &task);
    return task;
  }
  TaskState& filed(const std::string& id, Phase phase, const std::string& parent = "",
                   TaskKind kind = TaskKind::work) {
    TaskState& task = made(id, phase, parent, kind);
    scene.filed.emplace(id, &task);
    return task;
  }
  TaskState& landed(const std::string& id, const std::string& parent = "") {
    TaskState& task = made(id, Phase::landed, parent, TaskKind::work);
    scene.landed.emplace(id, &task);
    scene.landed_ids.insert(id);
    return task;
  }
  // A plan that is done.
  TaskState& plan(const std::string& id, const std::string& parent = "") {
    return filed(id, Phase::landed, parent, TaskKind::plan);
  }
  // One that goes on with a slice.
  TaskState& plan_on(const std::string& id, const std::string& slice) {
    TaskState& task = plan(id, slice);
    task.spec.continues = slice;
    return task;
  }

  void begin_cycle(int number) {
    Cycle cycle;
    cycle.number = number;
    goal.cycles.push_back(cycle);
  }

  GoalState goal;
  Config config;
  GoalScene scene;

 private:
  TaskState& made(const std::string& id, Phase phase, const std::string& parent, TaskKind kind) {
    TaskState& task = tasks_.emplace_back();
    task.spec.id = id;
    task.spec.goal = "goal";
    task.spec.kind = kind;
    task.spec.title = "Title of " + id;
    task.spec.parent = parent;
    task.phase = phase;
    task.planned_at = minute(static_cast<int>(tasks_.size()));
    return task;
  }

  std::list<TaskState> tasks_;
};

// As a task is after its last agent has failed on it.
inline void give_up(TaskState& task, Outcome outcome = Outcome::crashed) {
  task.phase = Phase::held;
  task.is_given_up = true;
  Attempt attempt;
  attempt.outcome = outcome;
  task.attempts.push_back(attempt);
}

// As a task is after its agent has noticed something.
inline void find_something(TaskState& task, const std::string& what) {
  Attempt attempt;
  attempt.outcome = Outcome::done;
  attempt.handoff.findings = {what};
  task.attempts.push_back(attempt);
}

}  // namespace reeve::test
