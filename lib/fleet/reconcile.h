// Recomputes what must follow from what the refs say, and does it. Idempotent: any process may run it at any
// time, twice or never, after any crash. Every trigger (a push, a job's end, a schedule, the controller's
// tick) only says "look again".
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "config/config.h"
#include "fleet/budget_keeper.h"
#include "fleet/fleet_view.h"

namespace reeve {

struct Reconciled {
  std::vector<std::string> dispatched;     // ids
  std::vector<std::string> taken_back;     // from workers that are gone or whose lease is over
  std::vector<std::string> decided;        // failed attempts that got their next step
  std::vector<std::string> mended;         // branches put back where the log says they are
  std::vector<std::string> salvaged;       // refs with work that a killed worker had not pushed
  std::vector<std::string> out_of_budget;  // tasks that were held and goals that were paused
  std::vector<std::string> halted;         // goals whose line was stopped
  std::vector<std::string> put_back;       // tasks that were given up for what had stopped the line
  std::vector<std::string> called;         // plans and judges that were published
  std::vector<std::string> ended;          // tasks that were left when their goal was reached
  std::vector<std::string> adopted;        // tasks that were made of branches that people pushed
  std::vector<std::string> left;           // branches that cannot be, and why, for people
  std::vector<std::string> problems;       // a goal whose configuration cannot be read, for people

  bool empty() const;
};

class Reconciler {
 public:
  Reconciler(TaskStore& tasks, FleetView& view) : store_(tasks), view_(view), budgets_(tasks) {}

  // Whether the job of a forge that a claim names (TaskState's claim->run) is known to have ended. May be
  // empty.
  std::function<bool(const std::string& run)> job_has_ended;

  // Works on the view as it was last refreshed; what it changes is in the view afterwards. What somebody else
  // did first is left to the next run.
  Reconciled run();

  // What a goal's tasks are tried with, as the last run read it; null: it could not be read, or nobody asked.
  const Config* known_config(const GoalRecord& goal) const;

  // Whether nothing may start for this goal any more, as its budget was used up at the last run: also while
  // it is not paused, because what was paid for has still to land.
  bool is_spent(const std::string& goal) const { return budgets_.is_spent(goal); }

 private:
  void reconcile_task(TaskRecord& task, const GoalRecord& goal, Reconciled& result);
  void dispatch_in_turn(const GoalScene& scene, Fates& fates, const std::vector<TaskRecord*>& tasks,
                        Reconciled& result);
  // True: it was stopped now.
  bool keep_line_of(GoalRecord& goal, const GoalScene& scene, const std::vector<TaskRecord*>& tasks,
                    Reconciled& result);
  void take_in_offers(Reconciled& result);
  void reconcile_goal(GoalRecord& goal, Reconciled& result);
  void call_planners_and_judge(GoalRecord& goal, const GoalScene& scene, Reconciled& result);
  void begin_cycle(GoalRecord& goal, const Config& config, Reconciled& result);
  bool sees_all_that_were_called(const GoalState& goal, const GoalScene& scene) const;
  void end_tasks_of(const GoalRecord& goal, Reconciled& result);
  std::vector<TaskRecord*> tasks_of(const GoalRecord& goal);
  const Config* config_for(const GoalRecord& goal, Reconciled& result);
  std::string why_gone(const TaskRecord& task) const;

  TaskStore& store_;
  FleetView& view_;
  BudgetKeeper budgets_;
  std::map<git::Oid, Config> configs_;  // by the commit they were read from
};

}  // namespace reeve
