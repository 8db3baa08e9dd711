#include "plan/task_order.h"

namespace reeve {

TaskOrder::TaskOrder(const LintInput& input) : input_(input) {
  after_.resize(input.tasks.size() + input.context.tasks.size());
  before_.resize(after_.size());
  for (std::size_t index = 0; index < input.tasks.size(); ++index) {
    add_after(index, input.tasks[index].spec.after);
    // Who waits for what it replaces waits for it.
    for (const std::string& id : input.tasks[index].replaces) {
      const auto known = input.known.find(id);
      if (known != input.known.end()) after_[input.tasks.size() + known->second].push_back(index);
    }
  }
  for (std::size_t place = 0; place < input.context.tasks.size(); ++place) {
    const KnownTask& known = input.context.tasks[place];
    if (input.stays(known)) add_after(input.tasks.size() + place, known.after);
  }
}

void TaskOrder::add_after(std::size_t node, const std::vector<std::string>& after) {
  for (const std::string& name : after) {
    if (const auto before = node < input_.tasks.size() ? node_named(name) : std::nullopt) {
      after_[node].push_back(*before);
    } else if (const auto known = input_.known.find(name); known != input_.known.end()) {
      after_[node].push_back(input_.tasks.size() + known->second);
    }
  }
}

// A name of the plan; ids of the goal's tasks are looked up by who asks.
std::optional<std::size_t> TaskOrder::node_named(const std::string& name) const {
  const auto named = input_.by_name.find(name);
  return named == input_.by_name.end() ? std::nullopt : std::optional(named->second);
}

const std::vector<bool>& TaskOrder::all_before(std::size_t node) {
  auto& before = before_[node];
  if (before) return *before;
  before.emplace(after_.size());
  Nodes open = after_[node];
  while (!open.empty()) {
    const std::size_t next = open.back();
    open.pop_back();
    if ((*before)[next]) continue;
    (*before)[next] = true;
    open.insert(open.end(), after_[next].begin(), after_[next].end());
  }
  return *before;
}

bool TaskOrder::is_ordered(std::size_t task, std::size_t other) {
  return comes_after(task, other) || comes_after(other, task);
}

bool TaskOrder::is_ordered_with_known(std::size_t task, std::size_t place) {
  return is_ordered(task, input_.tasks.size() + place);
}

}  // namespace reeve
