#include "rehearse/tree.h"

#include <fmt/format.h>

#include "rehearse/dice.h"

namespace reeve::rehearse {

namespace {

// How far before a task the one may stand that it waits for: near ones make chains, as in real plans.
constexpr std::size_t reach = 5;

class TreeMaker {
 public:
  TreeMaker(const TreeShape& shape, std::uint64_t seed) : shape_(shape), dice_(seed) {}

  std::vector<Node> make() {
    for (std::size_t cycle = 1; cycle <= shape_.cycles; ++cycle) grow("", 1, static_cast<int>(cycle));
    share_out_tasks();
    return std::move(nodes_);
  }

 private:
  // What the planner `parent` of this level calls. One of the last level calls none: it gets tasks.
  void grow(const std::string& parent, std::size_t level, int cycle) {
    if (level == shape_.levels) {
      leaves_.push_back({parent, cycle});
      return;
    }
    for (std::size_t number = 1; number <= shape_.plans; ++number) {
      Node plan;
      plan.id =
          parent.empty() ? fmt::format("c{}-p{}", cycle, number) : fmt::format("{}-p{}", parent, number);
      plan.kind = TaskKind::plan;
      plan.parent = parent;
      plan.cycle = cycle;
      const std::string id = plan.id;
      nodes_.push_back(std::move(plan));
      grow(id, level + 1, cycle);
    }
  }

  void share_out_tasks() {
    for (std::size_t index = 0; index < leaves_.size(); ++index) {
      const std::size_t first = shape_.tasks * index / leaves_.size();
      const std::size_t end = shape_.tasks * (index + 1) / leaves_.size();
      for (std::size_t number = 1; number <= end - first; ++number) add_task(leaves_[index], number);
    }
  }

  struct Leaf {
    std::string plan;
    int cycle;
  };

  static std::string id_of(const Leaf& leaf, std::size_t number) {
    return leaf.plan.empty() ? fmt::format("c{}-t{}", leaf.cycle, number)
                             : fmt::format("{}-t{}", leaf.plan, number);
  }

  void add_task(const Leaf& leaf, std::size_t number) {
    Node task;
    task.id = id_of(leaf, number);
    task.parent = leaf.plan;
    task.cycle = leaf.cycle;
    const std::string folder = fmt::format("src/{}/", leaf.plan.empty() ? "top" : leaf.plan);
    task.files[folder + task.id + ".txt"] = "done by " + task.id;
    if (number > 1 && dice_.share("after", task.id) < shape_.after) {
      const auto back = static_cast<std::size_t>(dice_.between(1, reach + 1, "reach", task.id));
      task.after.push_back(id_of(leaf, number > back ? number - back : 1));
    }
    if (dice_.share("shared", task.id) < shape_.shared) task.shared[folder + "all.txt"] = "has " + task.id;
    nodes_.push_back(std::move(task));
  }

  const TreeShape& shape_;
  Dice dice_;
  std::vector<Leaf> leaves_;
  std::vector<Node> nodes_;
};

}  // namespace

std::vector<Node> make_tree(const TreeShape& shape, std::uint64_t seed) {
  return TreeMaker(shape, seed).make();
}

}  // namespace reeve::rehearse
