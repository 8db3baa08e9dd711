// A worker: claims one task, runs one attempt at it, and is done.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "hub/finished_spend.h"
#include "work/attempt.h"
#include "work/budget.h"

namespace reeve {

struct WorkRequest {
  std::string task;   // id; empty: any open task
  std::string goal;   // id; empty: any
  std::string agent;  // name; empty: the ladder's
  // Not less than the configuration's: where every push is dear and others can see whether the worker lives.
  Milliseconds least_lease{0};
  Milliseconds least_snapshot_interval{0};
};

struct WorkResult {
  std::string task;
  std::string agent;
  int attempt = 0;
  AttemptResult attempt_result;
};

class Worker {
 public:
  // `run` says which process this is, for those who ask whether it still lives.
  Worker(TaskStore& store, std::string run, std::stop_token stop);

  // Called when a task is claimed, before its agent starts. For progress lines.
  std::function<void(const TaskRecord&, const std::string& agent)> on_claim;

  // Called about every second while an agent runs, on the calling thread. For progress lines.
  std::function<void()> on_tick;

  // Who runs its agents and checks.
  Runners runners;

  // Absent if no task can be claimed. Throws Error(not_found) for a named task that does not live,
  // Error(lost_race) for one that cannot be claimed now (saying why), Error(configuration) if no agent is
  // named.
  std::optional<WorkResult> work_once(const WorkRequest& request);

 private:
  struct Claimed;
  std::optional<Claimed> claim_any(const WorkRequest& request);
  std::optional<Claimed> claim_named(const WorkRequest& request);
  std::optional<Claimed> try_claim(const std::string& id, const WorkRequest& request);
  std::optional<Claimed> prepare(TaskRecord task, const WorkRequest& request);
  bool claim(Claimed& claimed);
  std::vector<BudgetUse> budgets_now(const Claimed& claimed);
  void give_back(Claimed& claimed);
  Workspace free_workspace();
  WorkResult work_on(Claimed& claimed, Workspace& workspace);
  void draw_candidates();

  TaskStore& store_;
  GoalStore goals_;
  std::string run_;
  std::stop_token stop_;
  FinishedSpend finished_;
  std::string refusal_;                  // of a budget: why the last task that was looked at cannot be tried
  std::vector<std::string> candidates_;  // ids not looked at yet, in random order
};

}  // namespace reeve
