#include "report/fleet_report.h"

#include <algorithm>
#include <map>
#include <set>

namespace reeve {

namespace {

bool has_failed(const Attempt& attempt) {
  return attempt.outcome && *attempt.outcome != Outcome::done && *attempt.outcome != Outcome::needs_input;
}

void count_task(FailureFigures& figures, const TaskState& task) {
  ++figures.tasks;
  const bool has_ended = task.finished() || (task.phase == Phase::held && task.is_given_up);
  if (is_recovered(task)) {
    ++figures.recovered;
  } else if (!has_ended) {
    ++figures.undecided;
  }
}

class FailureCounter {
 public:
  void add(const TaskState& task) {
    std::set<Outcome> outcomes;
    for (const Attempt& attempt : task.attempts) {
      if (!has_failed(attempt)) continue;
      outcomes.insert(*attempt.outcome);
      ++by_outcome_[*attempt.outcome].attempts;
      ++all_.attempts;
    }
    for (const Outcome outcome : outcomes) count_task(by_outcome_[outcome], task);
    if (!outcomes.empty()) count_task(all_, task);
  }

  const FailureFigures& all() const { return all_; }

  std::vector<FailureFigures> most_frequent_first() const {
    std::vector<FailureFigures> failures;
    for (auto [outcome, figures] : by_outcome_) {
      figures.outcome = outcome;
      failures.push_back(figures);
    }
    std::sort(failures.begin(), failures.end(), [](const FailureFigures& a, const FailureFigures& b) {
      return std::pair(b.attempts, a.outcome) < std::pair(a.attempts, b.outcome);
    });
    return failures;
  }

 private:
  std::map<Outcome, FailureFigures> by_outcome_;
  FailureFigures all_;
};

// Tasks that landed together have the receipts of one tree: each tree counts once.
std::vector<CheckFigures> doubtful_checks(const std::vector<TaskState>& tasks) {
  std::map<std::string, std::set<std::string>> flaky, quarantined;
  for (const TaskState& task : tasks) {
    for (const Attempt& attempt : task.attempts) {
      for (const Receipt& receipt : attempt.receipts) {
        if (is_flaky(receipt)) flaky[receipt.command].insert(receipt.tree);
        if (receipt.result == CheckResult::quarantined) quarantined[receipt.command].insert(receipt.tree);
      }
    }
  }
  std::map<std::string, CheckFigures> figures;
  for (const auto& [command, trees] : flaky) figures[command].flaky = trees.size();
  for (const auto& [command, trees] : quarantined) figures[command].quarantined = trees.size();
  std::vector<CheckFigures> checks;
  for (const auto& [command, counted] : figures)
    checks.push_back({command, counted.flaky, counted.quarantined});
  return checks;
}

}  // namespace

bool is_recovered(const TaskState& task) {
  const bool by_planner = task.is_dropped || !task.replaced_by.empty();
  const bool came_through = task.phase == Phase::landed || (task.phase == Phase::cancelled && by_planner);
  const bool was_put_back = task.counted_from > 0;
  return came_through && !was_put_back &&
         std::ranges::all_of(task.attempts, [](const Attempt& attempt) { return attempt.answer.empty(); });
}

GoalReport report_of(const GoalRecord& goal, const GoalStatus& status, const std::vector<TaskState>& tasks,
                     const PlanConfig& sizes) {
  GoalReport report;
  report.id = status.id;
  report.title = status.title;
  report.phase = status.phase;
  report.reason = status.reason;
  report.cycles = goal.state.cycles;
  report.landed = status.landed;
  report.cost = total_of(status.spend).usage.cost;
  if (report.cost && report.landed > 0)
    report.cost_landed = *report.cost / static_cast<double>(report.landed);
  report.roles = calibrate(tasks, sizes);
  FailureCounter counter;
  for (const TaskState& task : tasks) counter.add(task);
  report.failures = counter.most_frequent_first();
  report.failed = counter.all();
  report.checks = doubtful_checks(tasks);
  return report;
}

}  // namespace reeve
