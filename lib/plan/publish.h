// From a plan that lint() has let pass to tasks on the hub.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hub/goal_store.h"
#include "plan/planned_task.h"

namespace reeve {

struct PlanPlace {
  std::string goal;              // id
  std::string parent;            // id of the plan task that made the plan, or empty
  git::Oid base;                 // commit that the tasks are cut from
  std::set<std::string> landed;  // ids of tasks of the goal that have landed: nothing has to wait for them
  std::size_t branches = 0;      // most tasks that one push dispatches; 0: any number
  // Hot files: tasks that may change one wait for reconcile to say whose turn it is.
  std::vector<std::string> hot = {};
};

// Makes the end of an id: four letters a-z or digits 2-7.
using MakeSuffix = std::function<std::string()>;
std::string random_suffix();

// The specs in the order of the plan. The id is the task's name, or the slug of its title, with a suffix that
// makes it differ from all others; `after` holds ids, without the landed ones; scopes are normalised, and
// have what the task creates. Pure but for the suffixes. Throws Error(invalid) if 100 suffixes in a row are
// taken.
std::vector<TaskSpec> specs_of(const std::vector<PlannedTask>& tasks, const PlanPlace& place,
                               const MakeSuffix& make_suffix = random_suffix);

// Publishes all tasks or none, in one transaction, and gives their specs. If more can start at once than one
// push may bring, or one of them may change a hot file, they wait first and are dispatched one by one; what a
// kill leaves waiting, reconcile does. Where an id is taken, new ones are made; throws Error(lost_race) when
// that has failed five times. `tasks` must not be empty.
std::vector<TaskSpec> publish_plan(TaskStore& store, const std::vector<PlannedTask>& tasks,
                                   const PlanPlace& place, const MakeSuffix& make_suffix = random_suffix);

// What a planner decided.
struct Decided {
  std::vector<PlannedTask> tasks;  // new ones; may be none
  PlanChanges changes = {};        // of those that were planned before
};

// The same for what came of a plan task that this process has claimed: its tasks are published, others are
// replaced, dropped and put back, and a line that was stopped, if the plan was made for that, is started
// again, all with its end in one transaction. Absent: the claim is not ours any more, and nothing happened.
std::optional<std::vector<TaskSpec>> finish_plan(TaskStore& store, TaskRecord& plan, const Decided& decided,
                                                 const PlanPlace& place, const Ending& ending,
                                                 const MakeSuffix& make_suffix = random_suffix);

}  // namespace reeve
