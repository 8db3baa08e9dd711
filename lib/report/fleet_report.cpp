#include "report/fleet_report.h"

#include <map>
#include <set>

namespace reeve {

namespace {

// Tasks that landed together have the receipts of one tree: each tree counts once.
std::vector<CheckFigures> doubtful_checks(const std::vector<TaskHistory>& tasks) {
  std::map<std::string, std::set<std::string>> flaky, quarantined;
  for (const TaskHistory& task : tasks) {
    for (const Attempt& attempt : task.state.attempts) {
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

GoalReport report_of(const GoalHistory& history, const GoalStatus& status, const PlanConfig& sizes) {
  GoalReport report;
  report.id = status.id;
  report.title = status.title;
  report.phase = status.phase;
  report.reason = status.reason;
  report.cycles = history.goal.state.cycles;
  report.landed = status.landed;
  report.cost = total_of(status.spend).usage.cost;
  if (report.cost && report.landed > 0)
    report.cost_landed = *report.cost / static_cast<double>(report.landed);
  report.roles = calibrate(states_of(history), sizes);
  report.failures = failures_of(history);
  report.checks = doubtful_checks(history.tasks);
  report.untold = history.untold;
  return report;
}

}  // namespace reeve
