#include "plan/cut.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"

namespace reeve {

namespace {

constexpr std::size_t most_titles_named = 20;

enum class CutFate { undecided, kept, too_deep };

class Cutter {
 public:
  Cutter(const std::vector<PlannedTask>& tasks, const LintContext& context)
      : tasks_(tasks), context_(context), fates_(tasks.size(), CutFate::undecided) {
    for (std::size_t index = 0; index < tasks.size(); ++index) {
      if (!tasks[index].name.empty()) by_name_.emplace(tasks[index].name, index);
    }
  }

  CutPlan run() {
    cut_too_deep();
    while (keep_those_with_predecessors()) continue;
    return result();
  }

 private:
  void cut_too_deep() {
    if (context_.depth < context_.limits.depth) return;
    for (std::size_t index = 0; index < tasks_.size(); ++index) {
      if (tasks_[index].spec.kind == TaskKind::plan) fates_[index] = CutFate::too_deep;
    }
  }

  std::size_t room() const {
    const LimitsConfig& limits = context_.limits;
    const std::size_t in_goal =
        limits.tasks_per_goal > context_.tasks_in_goal ? limits.tasks_per_goal - context_.tasks_in_goal : 0;
    return std::min(limits.tasks_per_plan, in_goal);
  }

  // One walk through the plan; true if it kept a task, so that one that stands before it may follow.
  bool keep_those_with_predecessors() {
    bool any = false;
    for (std::size_t index = 0; index < tasks_.size() && kept_ < room(); ++index) {
      if (fates_[index] != CutFate::undecided || !predecessors_kept(tasks_[index])) continue;
      fates_[index] = CutFate::kept;
      ++kept_;
      any = true;
    }
    return any;
  }

  bool predecessors_kept(const PlannedTask& task) const {
    return std::ranges::all_of(task.spec.after, [&](const std::string& name) {
      const auto place = by_name_.find(name);
      return place == by_name_.end() || fates_[place->second] == CutFate::kept;
    });
  }

  CutPlan result() const {
    CutPlan result;
    std::vector<std::string> too_deep, too_many;
    for (std::size_t index = 0; index < tasks_.size(); ++index) {
      if (fates_[index] == CutFate::kept) result.tasks.push_back(tasks_[index]);
      if (fates_[index] == CutFate::too_deep) too_deep.push_back(printable(tasks_[index].spec.title));
      if (fates_[index] == CutFate::undecided) too_many.push_back(printable(tasks_[index].spec.title));
    }
    add(result, too_deep, fmt::format("limits.depth is {}", context_.limits.depth));
    add(result, too_many, why_too_many(!too_deep.empty()));
    return result;
  }

  std::string why_too_many(bool any_too_deep) const {
    const LimitsConfig& limits = context_.limits;
    if (kept_ < room()) return any_too_deep ? "they come after what was cut" : "they wait for each other";
    if (room() == limits.tasks_per_plan)
      return fmt::format("limits.tasks_per_plan is {}", limits.tasks_per_plan);
    return fmt::format("limits.tasks_per_goal is {}, and there were {}", limits.tasks_per_goal,
                       context_.tasks_in_goal);
  }

  static void add(CutPlan& result, std::vector<std::string> titles, const std::string& why) {
    if (titles.empty()) return;
    const std::string count = count_of(titles.size(), "task");
    const std::size_t left_out = titles.size() > most_titles_named ? titles.size() - most_titles_named : 0;
    titles.resize(titles.size() - left_out);
    result.cut.push_back(fmt::format("{} cut, as {}: {}{}", count, why, join(titles, ", "),
                                     left_out > 0 ? fmt::format(" and {} more", left_out) : ""));
  }

  const std::vector<PlannedTask>& tasks_;
  const LintContext& context_;
  std::vector<CutFate> fates_;
  std::map<std::string, std::size_t> by_name_;
  std::size_t kept_ = 0;
};

}  // namespace

CutPlan cut_to_limits(const std::vector<PlannedTask>& tasks, const LintContext& context) {
  return Cutter(tasks, context).run();
}

}  // namespace reeve
