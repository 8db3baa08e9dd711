// Who planned what. A slice is a part of the goal that one plan was made for: the first plan, the plans that
// go on with it, and the tasks that came of them. Slices lie in each other as planners call planners. Pure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "plan/goal_scene.h"

namespace reeve {

struct Slice {
  std::string id;                       // of its first plan
  std::string above;                    // the slice that called it; empty: it is a root
  int cycle = 1;                        // of its root
  std::vector<const TaskState*> plans;  // the first, and those that go on with it, the oldest first
  bool is_being_planned = false;        // one of its plans lives: it runs, or waits, or is parked

  const TaskState& first() const { return *plans.front(); }
};

class Slices {
 public:
  // The scene must outlive it.
  explicit Slices(const GoalScene& scene);

  const std::map<std::string, Slice>& all() const { return slices_; }
  // The slice that a task was planned in; of a plan that begins a slice: the one above. Absent for what a
  // person planned, and for roots.
  const Slice* of(const TaskState& task) const;
  // The newest root of the goal's current cycle; absent: nobody has planned in it.
  const Slice* root() const { return root_; }
  // Whether nothing of the slice, or below it, goes on by itself.
  bool has_settled(const Slice& slice) const { return !moving_.contains(slice.id); }
  // The newest plan of this slice that is done and has called planners; absent: none has.
  const TaskState* newest_caller(const Slice& slice) const;

 private:
  void add(const TaskState& plan);
  void find_cycles();
  void find_root();
  void mark_moving(const TaskState& task);
  const Slice* named(const std::string& id) const;
  const Slice* slice_of_plan(const std::string& plan) const;
  bool has_called_planners(const TaskState& plan) const;

  const GoalScene& scene_;
  std::map<std::string, const TaskState*> plans_;  // by id
  std::map<std::string, Slice> slices_;            // by id
  const Slice* root_ = nullptr;
  std::set<std::string> moving_;  // ids of slices
};

}  // namespace reeve
