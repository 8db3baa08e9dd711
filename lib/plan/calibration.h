// How well tasks were cut, in numbers: what a planner needs to cut the next ones better, and what
// `git reeve report` prints. Pure.
//
// A task counts once it is settled: landed, cancelled, or given up (held because the rules had nothing more
// to try). What an attempt used counts only where somebody said it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "task/fold.h"

namespace reeve {

// Tasks of one role; workers by difficulty.
struct RoleFigures {
  TaskKind kind = TaskKind::work;
  Difficulty difficulty = Difficulty::normal;  // of kind `work`
  std::size_t tasks = 0;                       // that are settled
  std::size_t landed = 0;                      // of them; of plans and judges: that ended well
  std::size_t first_try = 0;   // landed, and no attempt before the last one failed on evidence
                               // (task/outcome.h): a killed worker or a rate limit is not held against it
  std::size_t split = 0;       // cancelled, and replaced by other tasks
  std::size_t too_fine = 0;    // landed tasks of kind `work` whose agents took less than half of the least
                               // minutes of [plan], and that changed at most half of its least files, or
                               // one; where nobody counted the files, the minutes alone decide
  std::size_t attempts = 0;    // that ended
  std::size_t too_coarse = 0;  // attempts that ended as limit_time, limit_turns, limit_budget, context_full
  std::optional<double> cost = {};  // of all its tasks, by landed ones; absent: nothing landed, or not known
  std::optional<double> minutes = {};   // median of the landed: of agents, over all attempts of a task
  std::optional<double> files = {};     // median of the landed: changed by what was submitted last
  std::optional<double> lines = {};     // the same: added and removed
  std::optional<double> estimate = {};  // median of the landed that had one: minutes by estimated minutes
  std::size_t estimated = 0;            // how many these are

  bool operator==(const RoleFigures&) const = default;
};

// Workers of easy, normal and hard tasks, planners, judges; only those that have a settled task.
std::vector<RoleFigures> calibrate(const std::vector<TaskState>& tasks, const PlanConfig& sizes);

// "worker, hard", "planner".
std::string name_of_role(const RoleFigures& role);

// What a planner is told: a line for each role, and what follows for its plan where the numbers say so. From
// 5 tasks (or attempts) on: fewer say nothing. Empty where no task of kind `work` is settled.
std::vector<std::string> calibration_lines(const std::vector<RoleFigures>& roles, const PlanConfig& sizes);

}  // namespace reeve
