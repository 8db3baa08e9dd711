#include "hub/goal_history.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "hub/ledger.h"
#include "hub/verdict.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

std::optional<TaskHistory> history_in(const std::string& log) {
  try {
    TaskHistory task;
    task.log = decode_task_log(log);
    task.state = fold(task.log);
    return task;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    return std::nullopt;
  }
}

class GoalHistoryReader {
 public:
  GoalHistoryReader(TaskStore& store, const GoalRecord& goal)
      : store_(store), repository_(store.hub().objects()) {
    history_.goal = goal;
    history_.log = decode_goal_log(goal.text);
    ledger_ = store.hub().read(std::string(refs::ledger));
  }

  GoalHistory read() {
    read_live();
    read_filed();
    read_landed();
    for (auto& [id, task] : tasks_) history_.tasks.push_back(std::move(task));
    std::ranges::sort(history_.pushes, {}, &Push::commit);
    std::sort(history_.tasks.begin(), history_.tasks.end(), [](const TaskHistory& a, const TaskHistory& b) {
      return std::tie(a.state.planned_at, a.id()) < std::tie(b.state.planned_at, b.id());
    });
    return std::move(history_);
  }

 private:
  void take(TaskHistory task) {
    const auto [place, is_new] = tasks_.try_emplace(task.id());
    if (is_new || place->second.log.events.size() <= task.log.events.size()) place->second = std::move(task);
  }

  void read_live() {
    Fleet fleet = store_.fleet(history_.goal.id());
    history_.damaged = std::move(fleet.damaged);
    for (const TaskRecord& task : fleet.tasks) {
      if (auto history = history_in(task.text)) take(std::move(*history));
    }
  }

  void read_filed() {
    const auto note = read_ledger(repository_, ledger_, history_.goal.goal_commit);
    if (!note) return;
    for (const std::string& log : logs_in_note(*note)) {
      if (auto task = history_in(log)) take(std::move(*task));
    }
  }

  void take_push(const std::string& note) {
    const auto said = verdict_in_note(note);
    const auto verdict = said ? verdict_from(said->text) : std::nullopt;
    if (verdict) history_.pushes.push_back({verdict->commit, verdict->tasks});
  }

  void read_landed() {
    const GoalRecord& goal = history_.goal;
    if (!goal.target) return;
    const git::Oid start = base_of(goal.state, goal.goal_commit);
    for (const auto& [id, commit] : landings_between(repository_, goal.id(), *goal.target, start).landed) {
      const auto note = read_ledger(repository_, ledger_, commit);
      if (note) take_push(*note);
      const auto log = note ? log_in_ledger_note(*note) : std::nullopt;
      if (auto task = log ? history_in(*log) : std::nullopt) {
        take(std::move(*task));
      } else if (!tasks_.contains(id)) {
        ++history_.untold;
        continue;
      }
      tasks_.at(id).landed = commit;
    }
  }

  TaskStore& store_;
  const git::Repository& repository_;
  std::optional<git::Oid> ledger_;
  GoalHistory history_;
  std::map<std::string, TaskHistory> tasks_;
};

}  // namespace

GoalHistory history_of(TaskStore& store, const GoalRecord& goal) {
  return GoalHistoryReader(store, goal).read();
}

}  // namespace reeve
