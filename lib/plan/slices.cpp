#include "plan/slices.h"

#include <algorithm>

namespace reeve {

namespace {

bool is_plan(const TaskState& task) {
  return task.spec.kind == TaskKind::plan;
}

bool is_older(const TaskState* a, const TaskState* b) {
  return std::pair(a->planned_at, a->spec.id) < std::pair(b->planned_at, b->spec.id);
}

}  // namespace

Slices::Slices(const GoalScene& scene) : scene_(scene) {
  for (const auto* tasks : {&scene.filed, &scene.live}) {
    for (const auto& [id, task] : *tasks) {
      if (is_plan(*task)) plans_.insert_or_assign(id, task);
    }
  }
  for (const auto& [id, plan] : plans_) {
    if (plan->spec.continues.empty()) add(*plan);
  }
  for (const auto& [id, plan] : plans_) {
    if (!plan->spec.continues.empty()) add(*plan);
  }
  for (auto& [id, slice] : slices_) std::sort(slice.plans.begin(), slice.plans.end(), is_older);
  find_cycles();
  find_root();
  Fates fates(scene);
  for (const auto& [id, task] : scene.live) {
    if (!task->finished() && can_go_on(*task, fates)) mark_moving(*task);
  }
}

// A plan that goes on with one that nobody knows any more begins a slice itself.
void Slices::add(const TaskState& plan) {
  const auto known = slices_.find(plan.spec.continues);
  const bool goes_on = known != slices_.end();
  Slice& slice = goes_on ? known->second : slices_[plan.spec.id];
  if (!goes_on) {
    slice.id = plan.spec.id;
    slice.cycle = std::max(plan.spec.cycle, 1);
  }
  slice.plans.push_back(&plan);
  if (!plan.finished()) slice.is_being_planned = true;
}

// Chains of parents are bounded by their number: an altered log may close them to a ring.
void Slices::find_cycles() {
  for (auto& [id, slice] : slices_) {
    const Slice* above = slice_of_plan(slice.first().spec.parent);
    if (above == &slice) above = nullptr;
    slice.above = above == nullptr ? "" : above->id;
  }
  for (auto& [id, slice] : slices_) {
    const Slice* top = &slice;
    for (std::size_t steps = 0; !top->above.empty() && steps < slices_.size(); ++steps)
      top = named(top->above);
    slice.cycle = std::max(top->first().spec.cycle, 1);
  }
}

void Slices::find_root() {
  for (const auto& [id, slice] : slices_) {
    if (!slice.above.empty() || slice.cycle != scene_.goal->cycle()) continue;
    if (slice.first().phase == Phase::cancelled) continue;
    if (root_ == nullptr || is_older(&root_->first(), &slice.first())) root_ = &slice;
  }
}

void Slices::mark_moving(const TaskState& task) {
  const bool begins_a_slice = is_plan(task) && slices_.contains(task.spec.id);
  const Slice* slice = begins_a_slice ? named(task.spec.id) : of(task);
  while (slice != nullptr && moving_.insert(slice->id).second) slice = named(slice->above);
}

const Slice* Slices::named(const std::string& id) const {
  const auto slice = slices_.find(id);
  return slice == slices_.end() ? nullptr : &slice->second;
}

const Slice* Slices::slice_of_plan(const std::string& plan) const {
  const auto known = plans_.find(plan);
  if (known == plans_.end()) return nullptr;
  const Slice* continued = named(known->second->spec.continues);
  return continued != nullptr ? continued : named(plan);
}

const Slice* Slices::of(const TaskState& task) const {
  return slice_of_plan(task.spec.parent);
}

bool Slices::has_called_planners(const TaskState& plan) const {
  return std::any_of(slices_.begin(), slices_.end(),
                     [&](const auto& slice) { return slice.second.first().spec.parent == plan.spec.id; });
}

const TaskState* Slices::newest_caller(const Slice& slice) const {
  const auto caller = std::find_if(slice.plans.rbegin(), slice.plans.rend(), [&](const TaskState* plan) {
    return plan->phase == Phase::landed && has_called_planners(*plan);
  });
  return caller == slice.plans.rend() ? nullptr : *caller;
}

}  // namespace reeve
