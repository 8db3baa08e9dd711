#include "rehearse/inspection.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "hub/filed_tasks.h"
#include "hub/finished_spend.h"
#include "hub/ledger.h"
#include "judge/gate_report.h"
#include "plan/goal_picture.h"
#include "task/ref_names.h"
#include "work/budget.h"

namespace reeve::rehearse {

namespace {

class Inspection {
 public:
  Inspection(Stage& stage, std::uint64_t seed, std::size_t workers)
      : stage_(stage), store_(stage.tasks()), goal_(stage.goal_now()), workers_(workers) {
    report_.seed = seed;
  }

  RehearsalReport run() {
    read_goal();
    read_tasks();
    count_faults();
    check_limits();
    report_.helped = stage_.helped.size();
    report_.most_workers = stage_.most_running;
    report_.refs = refs_now();
    return std::move(report_);
  }

 private:
  void read_goal() {
    report_.end = name_of(goal_.state.phase);
    report_.reason = goal_.state.reason;
    report_.cycles = static_cast<std::size_t>(goal_.state.cycle());
    report_.time = stage_.scheduler.now() - goal_.state.opened_at;
    report_.differences = stage_.differences(goal_.target.value_or(goal_.goal_commit));
  }

  void read_tasks() {
    live_ = store_.fleet(stage_.goal).tasks;
    std::set<std::string> known;
    for (const TaskRecord& task : live_) {
      known.insert(task.id());
      if (task.state.phase == Phase::held) {
        report_.parked.push_back({task.id(), task.state.spec.title, task.state.reason});
      } else if (!goal_.state.finished() && !task.state.finished()) {
        report_.left.push_back({task.id(), task.state.spec.title, why_left(task)});
      }
    }
    for (const TaskRecord& task : filed_tasks(store_.hub(), goal_.goal_commit)) known.insert(task.id());
    for (const auto& [task, times] : landings()) {
      known.insert(task);
      ++report_.landed;
      if (times > 1) report_.landed_twice.push_back(task);
    }
    for (const std::string& task : stage_.planned) {
      if (!known.contains(task)) report_.lost.push_back(task);
    }
    report_.tasks = stage_.planned.size();
    add_spend();
  }

  std::string why_left(const TaskRecord& task) {
    const std::string phase(name_of(task.state.phase));
    const GateReport gate = read_gate_report(store_.hub().objects(), stage_.goal);
    const auto blocked = std::ranges::find(gate.blocked, task.id(), &BlockedTask::task);
    return blocked == gate.blocked.end() ? phase : phase + "; the gate cannot decide: " + blocked->reason;
  }

  std::map<std::string, int> landings() {
    std::map<std::string, int> count;
    const git::Repository& repository = store_.hub().objects();
    const auto base = git::Oid::parse(goal_.state.spec.base);
    for (const git::Oid& id : repository.first_parents(goal_.target.value_or(goal_.goal_commit), base)) {
      if (const auto task = trailer(repository.read_commit(id).message, "Reeve-Task")) ++count[*task];
    }
    return count;
  }

  void add_spend() {
    std::vector<const TaskState*> states;
    for (const TaskRecord& task : live_) states.push_back(&task.state);
    const auto ledger = store_.hub().read(std::string(refs::ledger));
    spend_ = spend_of_goal(finished_, store_.hub().objects(), goal_, ledger, states);
    const Spend total = total_of(table_of(spend_));
    report_.attempts = total.attempts;
    report_.cost = total.usage.cost.value_or(0);
    report_.tokens = total_tokens(total.usage);
  }

  // What hit a task is recovered if the task needs nobody; what hit no single task, if the goal got on.
  bool is_recovered(const Incident& incident) const {
    if (stage_.helped.contains(incident.task)) return false;
    if (incident.task.empty()) return report_.differences.empty();
    return std::ranges::find(report_.parked, incident.task, &ParkedTask::task) == report_.parked.end() &&
           std::ranges::find(report_.lost, incident.task) == report_.lost.end();
  }

  void count_faults() {
    for (const Fault fault : all_faults()) {
      FaultCount count{fault};
      for (const Incident& incident : stage_.incidents) {
        if (incident.fault != fault) continue;
        ++count.happened;
        if (is_recovered(incident)) ++count.recovered;
      }
      if (count.happened > 0) report_.faults.push_back(count);
    }
  }

  // --- Limits

  void check_limits() {
    const LimitsConfig& limits = stage_.config.limits;
    for (const TaskSpend& task : spend_) check(budget_of_task(task, limits), 1);
    for (const TaskSpend& task : spend_) {
      if (limits.subtree != Budget()) check(budget_of_subtree(task.task, spend_, limits), workers_);
    }
    check(budget_of_goal(stage_.goal, spend_, limits), workers_);
    const GoalPicture picture = picture_of(store_, goal_);
    if (picture.planned > limits.tasks_per_goal)
      passed(fmt::format("{} tasks, limits.tasks_per_goal is {}", picture.planned, limits.tasks_per_goal));
    for (const auto& [plan, parent] : picture.plans) {
      if (depth_below(parent, picture) > limits.depth) passed("the plan " + plan + " is too deep");
    }
    if (stage_.most_running > workers_)
      passed(fmt::format("{} workers at once, {} were allowed", stage_.most_running, workers_));
    for (const TaskRecord& task : live_) check_attempts(task.state);
  }

  // Each attempt that ran may have had one call in flight.
  void check(const BudgetUse& use, std::size_t calls) {
    const auto in_flight = static_cast<double>(calls);
    if (use.limit.cost && use.spent.cost > *use.limit.cost + in_flight * stage_.dearest_call + 1e-6)
      passed(fmt::format("{} of {}: {:.2f} of {:.2f} spent", use.table, use.of, use.spent.cost,
                         *use.limit.cost));
    const auto tokens = static_cast<std::int64_t>(calls) * stage_.longest_call;
    if (use.limit.tokens && use.spent.tokens > *use.limit.tokens + tokens)
      passed(
          fmt::format("{} of {}: {} of {} tokens", use.table, use.of, use.spent.tokens, *use.limit.tokens));
    const double seconds = static_cast<double>(stage_.config.limits.lease.count()) / 1000 * in_flight;
    if (use.limit.time && use.spent.seconds > static_cast<double>(use.limit.time->count()) / 1000 + seconds)
      passed(fmt::format("{} of {}: {:.0f} s", use.table, use.of, use.spent.seconds));
  }

  void check_attempts(const TaskState& state) {
    std::size_t failed = 0;
    for (std::size_t index = state.counted_from; index < state.attempts.size(); ++index) {
      const auto outcome = state.attempts[index].outcome;
      if (outcome && evidence_of(*outcome) == Evidence::against_the_agent) ++failed;
    }
    if (failed > stage_.config.limits.attempts)
      passed(fmt::format("{} failed attempts at {}", failed, state.spec.id));
  }

  void passed(const std::string& what) { report_.limits_passed.push_back(what); }

  std::string refs_now() {
    std::string text;
    for (const git::Ref& ref : store_.hub().list("refs/")) text += ref.id.hex() + " " + ref.name + "\n";
    return git::blob_id(text).hex();
  }

  Stage& stage_;
  TaskStore& store_;
  GoalRecord goal_;
  std::size_t workers_;
  std::vector<TaskRecord> live_;
  FinishedSpend finished_;
  std::vector<TaskSpend> spend_;
  RehearsalReport report_;
};

}  // namespace

RehearsalReport inspect(Stage& stage, std::uint64_t seed, std::size_t workers) {
  return Inspection(stage, seed, workers).run();
}

}  // namespace reeve::rehearse
