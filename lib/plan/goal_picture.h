// What is known of a goal when somebody plans for it or judges it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/config.h"
#include "hub/goal_store.h"
#include "plan/collisions.h"
#include "plan/lint.h"

namespace reeve {

struct GoalPicture {
  GoalRecord goal;
  Config config;                 // of the goal's target
  git::Oid commit;               // the newest target: what the planner and the judge see
  std::vector<TaskState> live;   // by id
  std::vector<TaskState> ended;  // since the last plan, the newest last; at most 40
  std::vector<TaskState> past;   // of all that ended, the newest 500, the newest last; plans too
  std::size_t landed = 0;        // tasks, since the goal began
  std::set<std::string> landed_ids;
  std::map<std::string, std::string> plans;   // plan tasks, live or done, each with its parent or ""
  std::map<std::string, std::string> slices;  // plan tasks that continue a slice, each with its first plan
  std::vector<std::string> paths;             // of all files of `commit`, sorted
  std::vector<FileCollisions> collisions;     // in the goal's current cycle
  std::size_t planned = 0;                    // tasks so far, whatever became of them
  std::string guide;                          // .reeve/guide.md, or empty
  std::string
      repository;  // repository_overview() of `commit`, for who shows it; picture_of() leaves it empty
};

// Reads it. Throws Error(configuration) if the target has none, or a wrong one.
GoalPicture picture_of(TaskStore& store, const GoalRecord& goal);

// What a commit changed against its first parent; nothing where it is not here, or is a first one.
std::vector<std::string> paths_changed_by(const git::Repository& repository, const git::Oid& commit);

// How many plan tasks are above a task with this parent: 0 for none. A plan that goes on with a slice counts
// for nothing.
std::size_t depth_below(std::string parent, const GoalPicture& picture);
// The same for what comes of this plan.
std::size_t depth_of(const TaskSpec& plan, const GoalPicture& picture);

// What a plan by this plan task is held against. A plan that is of no part of the goal (no parent, no scope)
// may change every task of it; any other those that came of its own slice: of the first plan of the slice,
// of one that went on with it, or of a plan that came of these.
LintContext lint_context(const GoalPicture& picture, const TaskSpec& plan);

}  // namespace reeve
