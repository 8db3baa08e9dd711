#include "plan/replan.h"

#include <fmt/format.h>

#include <map>

#include "base/text.h"

namespace reeve {

namespace {

// By the task that is replaced.
std::map<std::string, std::vector<std::string>> replacements(const std::vector<PlannedTask>& tasks,
                                                             const std::vector<TaskSpec>& specs) {
  std::map<std::string, std::vector<std::string>> result;
  for (std::size_t index = 0; index < tasks.size(); ++index) {
    for (const std::string& replaced : tasks[index].replaces) result[replaced].push_back(specs[index].id);
  }
  return result;
}

// An attempt that runs, or work that waits for the gate, is worth more than a plan that did not know of it.
bool may_be_replanned(const TaskState& task) {
  return task.phase == Phase::waiting || task.phase == Phase::open || task.phase == Phase::failed ||
         task.phase == Phase::held;
}

class Replanner {
 public:
  explicit Replanner(TaskStore& store) : store_(store) {}

  void cancel(const std::string& id, std::string_view verdict, const std::string& reason,
              const std::vector<std::string>& replaced_by = {}) {
    Event cancelled = make_event(EventType::cancelled, store_.clock().now(), store_.who());
    cancelled.verdict = verdict;
    cancelled.reason = reason;
    cancelled.replaced_by = replaced_by;
    change(id, cancelled);
  }

  void retry(const std::string& id, const std::string& note) {
    Event answered = make_event(EventType::answered, store_.clock().now(), store_.who());
    answered.reason = note;
    change(id, answered);
  }

  Replanned result() { return std::move(result_); }

 private:
  void change(const std::string& id, const Event& event) {
    const auto task = store_.find(id);
    const auto updates = task && may_be_replanned(task->state) ? store_.step(*task, event) : std::nullopt;
    if (!updates) {
      result_.left.push_back(fmt::format(
          "task {} is left as it is: it {}", printable(id),
          task ? "is " + std::string(name_of(task->state.phase)) : std::string("does not live any more")));
      return;
    }
    result_.updates.insert(result_.updates.end(), updates->begin(), updates->end());
    result_.changed.push_back(id);
  }

  TaskStore& store_;
  Replanned result_;
};

}  // namespace

Replanned replan(TaskStore& store, const std::vector<PlannedTask>& tasks, const std::vector<TaskSpec>& specs,
                 const PlanChanges& changes) {
  Replanner replanner(store);
  for (const auto& [id, by] : replacements(tasks, specs))
    replanner.cancel(id, replaced, "replaced by " + join(by, ", "), by);
  for (const PlanChanges::Change& drop : changes.drop) replanner.cancel(drop.task, dropped, drop.text);
  for (const PlanChanges::Change& again : changes.retry) replanner.retry(again.task, again.text);
  return replanner.result();
}

}  // namespace reeve
