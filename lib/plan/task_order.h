// Which tasks of a plan, and of the goal that it is for, wait for each other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/lint_rules.h"

namespace reeve {

class TaskOrder {
 public:
  // Keeps a reference to the input, which must outlive it.
  explicit TaskOrder(const LintInput& input);

  // Whether one of two tasks of the plan comes after the other, over any number of tasks between them.
  bool is_ordered(std::size_t task, std::size_t other);
  // The same for a task of the plan and a known one, by its place in context.tasks.
  bool is_ordered_with_known(std::size_t task, std::size_t place);

 private:
  using Nodes = std::vector<std::size_t>;  // the tasks of the plan first, then the known ones

  void add_after(std::size_t node, const std::vector<std::string>& after);
  std::optional<std::size_t> node_named(const std::string& name) const;
  const std::vector<bool>& all_before(std::size_t node);
  bool comes_after(std::size_t node, std::size_t other) { return all_before(node)[other]; }

  const LintInput& input_;
  std::vector<Nodes> after_;                              // by node: those that it waits for
  std::vector<std::optional<std::vector<bool>>> before_;  // by node, as soon as somebody asked
};

}  // namespace reeve
