#include "report/openmetrics.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "report/metric_text.h"
#include "task/policy.h"

namespace reeve {

namespace {

using Type = MetricFamily::Type;

constexpr std::size_t most_names = 100;

double seconds(Milliseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

// The first so many names that a goal used, in the order in which its tasks were planned: those that came
// first keep their counters when others join.
class Names {
 public:
  explicit Names(const GoalHistory& history) {
    for (const TaskHistory& task : history.tasks) {
      for (const Attempt& attempt : task.state.attempts) {
        add(attempt.agent, attempt.trace.model);
        for (const Review& review : attempt.reviews) add(review.agent, review.trace.model);
      }
    }
  }

  std::string agent(const std::string& name) const { return agents_.contains(name) ? name : "other"; }
  std::string model(const std::string& name) const { return models_.contains(name) ? name : "other"; }

 private:
  void add(const std::string& agent, const std::string& model) {
    if (agents_.size() < most_names) agents_.insert(agent);
    if (models_.size() < most_names) models_.insert(model);
  }

  std::set<std::string> agents_;
  std::set<std::string> models_{""};
};

using Attempts = std::map<AttemptKey, AttemptFigures>;

Attempts attempts_with_few_names(const GoalHistory& history) {
  const Names names(history);
  Attempts few;
  for (const auto& [key, figures] : attempts_by(history)) {
    AttemptFigures& sum = few[{key.role, names.agent(key.agent), names.model(key.model)}];
    sum.usage = sum.usage + figures.usage;
    sum.unknown_cost += figures.unknown_cost;
    for (const auto& [outcome, count] : figures.outcomes) sum.outcomes[outcome] += count;
  }
  return few;
}

// A goal with what several metrics ask for, read from its history once.
struct Figures {
  const MeasuredGoal& goal;
  Attempts attempts;
  std::vector<LandedChange> changes;
  std::map<std::string, std::size_t> landed;  // by agent
  std::vector<Run> runs;
  Failures failures;

  explicit Figures(const MeasuredGoal& measured)
      : goal(measured),
        attempts(attempts_with_few_names(measured.history)),
        changes(landed_changes(measured.history)),
        runs(runs_of(measured.history)),
        failures(failures_of(measured.history)) {
    const Names names(measured.history);
    for (const LandedChange& change : changes) ++landed[names.agent(change.agent)];
  }

  std::pair<std::string, std::string> label() const { return {"goal", goal.status.id}; }
};

class Writer {
 public:
  Writer(const std::vector<MeasuredGoal>& goals, TimePoint now) : now_(now) {
    for (const MeasuredGoal& goal : goals) figures_.emplace_back(goal);
  }

  std::string write() {
    write_goals();
    write_tasks();
    write_landings();
    write_attempts();
    write_spend();
    write_budgets();
    write_waits();
    write_reading();
    return text_.text();
  }

 private:
  using ForGoal = std::function<void(const Figures&)>;

  void family(const MetricFamily& family, const ForGoal& samples_of) {
    text_.begin(family);
    for (const Figures& figures : figures_) samples_of(figures);
  }

  void for_each(const MetricFamily& family, const std::function<double(const Figures&)>& value_of) {
    this->family(family, [&](const Figures& figures) { text_.sample({figures.label()}, value_of(figures)); });
  }

  // One sample for each role, agent and model; absent: none.
  using ValueOfAttempts = std::function<std::optional<double>(const AttemptFigures&)>;
  void for_attempts(const MetricFamily& family, const ValueOfAttempts& value_of) {
    this->family(family, [&](const Figures& figures) {
      for (const auto& [key, attempts] : figures.attempts) {
        const auto value = value_of(attempts);
        if (value) text_.sample(labels_of(figures, key), *value);
      }
    });
  }

  static MetricLabels labels_of(const Figures& figures, const AttemptKey& key) {
    return {figures.label(), {"role", key.role}, {"agent", key.agent}, {"model", key.model}};
  }

  void write_goals() {
    family({"reeve_goal", Type::info, "", "A goal, its phase and the branch that its work lands on"},
           [&](const Figures& figures) {
             const GoalStatus& status = figures.goal.status;
             text_.sample(
                 {figures.label(), {"phase", std::string(name_of(status.phase))}, {"target", status.target}},
                 1);
           });
    for_each({"reeve_goal_halted", Type::gauge, "", "1 while the same failure has stopped the line"},
             [](const Figures& figures) { return figures.goal.status.halt.empty() ? 0 : 1; });
    for_each({"reeve_needs_person", Type::gauge, "", "What waits for a person"},
             [](const Figures& figures) { return figures.goal.status.needs.size(); });
  }

  void write_tasks() {
    constexpr std::array phases{Phase::waiting, Phase::open, Phase::claimed,  Phase::ready,
                                Phase::failed,  Phase::held, Phase::cancelled};
    family({"reeve_live_tasks", Type::gauge, "", "Tasks that have not landed, by phase"},
           [&](const Figures& figures) {
             for (const Phase phase : phases) {
               const auto& counts = figures.goal.status.phases;
               const auto count = counts.find(phase);
               text_.sample({figures.label(), {"phase", std::string(name_of(phase))}},
                            count == counts.end() ? 0 : static_cast<double>(count->second));
             }
           });
    family({"reeve_phase_age_seconds", Type::gauge, "seconds",
            "How long the task that has been in a phase longest is in it"},
           [&](const Figures& figures) { write_ages(figures); });
    for_each({"reeve_running_agents", Type::gauge, "", "Agents that run, by claims whose lease holds"},
             [&](const Figures& figures) {
               return std::ranges::count_if(figures.runs,
                                            [&](const Run& run) { return run.is_running && run.to > now_; });
             });
    for_each({"reeve_expired_leases", Type::gauge, "", "Claims whose lease is over: their worker is gone"},
             [&](const Figures& figures) {
               return std::ranges::count_if(figures.goal.history.tasks, [&](const TaskHistory& task) {
                 return lease_expired(task.state, now_);
               });
             });
    family({"reeve_silence_seconds", Type::gauge, "seconds",
            "The longest time since a task that a worker has was heard of"},
           [&](const Figures& figures) {
             std::optional<TimePoint> quietest;
             for (const RunningTask& task : figures.goal.status.running)
               quietest = std::min(quietest.value_or(task.last_event_at), task.last_event_at);
             if (quietest) text_.sample({figures.label()}, seconds(now_ - *quietest));
           });
  }

  void write_ages(const Figures& figures) {
    std::map<Phase, TimePoint> oldest;
    for (const TaskHistory& task : figures.goal.history.tasks) {
      if (task.state.finished()) continue;
      const auto [place, is_new] = oldest.try_emplace(task.state.phase, task.state.phase_since);
      place->second = std::min(place->second, task.state.phase_since);
    }
    for (const auto& [phase, since] : oldest)
      text_.sample({figures.label(), {"phase", std::string(name_of(phase))}}, seconds(now_ - since));
  }

  void write_landings() {
    family(
        {"reeve_landed", Type::counter, "", "Changes that came to the target, by the agent that made them"},
        [&](const Figures& figures) {
          for (const auto& [agent, count] : figures.landed)
            text_.sample({figures.label(), {"agent", agent}}, static_cast<double>(count));
        });
    for_each({"reeve_taken_back", Type::counter, "", "Changes that were taken back from the target"},
             [](const Figures& figures) {
               return std::ranges::count_if(figures.changes, &LandedChange::was_taken_back);
             });
    const std::vector<double> bounds{60, 300, 900, 1800, 3600, 7200, 14400, 43200, 86400, 172800, 604800};
    family({"reeve_landing_seconds", Type::histogram, "seconds", "From a task's planning to its landing"},
           [&](const Figures& figures) {
             std::vector<double> values;
             for (const LandedChange& change : figures.changes)
               values.push_back(seconds(change.since_planned));
             text_.histogram({figures.label()}, values, bounds);
           });
  }

  void write_attempts() {
    family({"reeve_attempts", Type::counter, "", "Attempts that are decided, by how they ended"},
           [&](const Figures& figures) {
             for (const auto& [key, attempts] : figures.attempts) {
               for (const auto& [outcome, count] : attempts.outcomes) {
                 MetricLabels labels = labels_of(figures, key);
                 labels.emplace_back("outcome", name_of(outcome));
                 text_.sample(labels, static_cast<double>(count));
               }
             }
           });
    // No counter: what has recovered may be taken back from the target.
    family({"reeve_failed_tasks", Type::gauge, "",
            "Tasks that had an attempt that failed, by whether they came through without a person"},
           [&](const Figures& figures) {
             const FailureFigures& all = figures.failures.all;
             const std::size_t others = all.tasks - all.recovered - all.undecided;
             const auto write = [&](const std::string& state, std::size_t count) {
               text_.sample({figures.label(), {"state", state}}, static_cast<double>(count));
             };
             write("recovered", all.recovered);
             write("undecided", all.undecided);
             write("not_recovered", others);
           });
    const std::vector<double> bounds{10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200};
    family({"reeve_attempt_seconds", Type::histogram, "seconds",
            "From an agent's claim to what it handed in, or to its failure"},
           [&](const Figures& figures) {
             std::map<std::string, std::vector<double>> by_role;
             for (const Run& run : figures.runs) {
               if (!run.is_running) by_role[run.role].push_back(seconds(run.to - run.from));
             }
             for (const auto& [role, values] : by_role)
               text_.histogram({figures.label(), {"role", role}}, values, bounds);
           });
  }

  void write_spend() {
    for_attempts({"reeve_cost", Type::counter, "", "What was spent, in the currency of [prices]"},
                 [](const AttemptFigures& attempts) { return attempts.usage.cost; });
    for_attempts({"reeve_unknown_cost", Type::counter, "",
                  "Attempts that asked a model, and nobody said what it cost"},
                 [](const AttemptFigures& attempts) {
                   return std::optional(static_cast<double>(attempts.unknown_cost));
                 });
    for_attempts({"reeve_agent_seconds", Type::counter, "seconds", "How long agents ran"},
                 [](const AttemptFigures& attempts) { return attempts.usage.seconds; });
    family({"reeve_tokens", Type::counter, "tokens", "Tokens that models read and wrote"},
           [&](const Figures& figures) {
             for (const auto& [key, attempts] : figures.attempts)
               write_tokens(labels_of(figures, key), attempts.usage);
           });
  }

  void write_tokens(const MetricLabels& labels, const Usage& usage) {
    const auto write = [&](const std::string& kind, const std::optional<std::int64_t>& count) {
      if (!count) return;
      MetricLabels with_kind = labels;
      with_kind.emplace_back("kind", kind);
      text_.sample(with_kind, static_cast<double>(*count));
    };
    write("input", usage.input);
    write("cache_read", usage.cache_read);
    write("cache_write", usage.cache_write);
    write("output", usage.output);
  }

  void write_budgets() {
    const auto of_budget = [&](const MetricFamily& of, const auto& value_of) {
      family(of, [&](const Figures& figures) {
        const std::optional<double> value = value_of(figures.goal.status.budget);
        if (value) text_.sample({figures.label()}, *value);
      });
    };
    of_budget({"reeve_budget_cost", Type::gauge, "", "What the goal may cost"},
              [](const Budget& budget) { return budget.cost; });
    of_budget({"reeve_budget_tokens", Type::gauge, "tokens", "The tokens that the goal may use"},
              [](const Budget& budget) {
                return budget.tokens ? std::optional(static_cast<double>(*budget.tokens)) : std::nullopt;
              });
    of_budget({"reeve_budget_seconds", Type::gauge, "seconds", "How long the goal's agents may run"},
              [](const Budget& budget) {
                return budget.time ? std::optional(seconds(*budget.time)) : std::nullopt;
              });
    for_each(
        {"reeve_spent_cost", Type::gauge, "",
         "What counts against the budget, known by the commits even where notes are missing"},
        [](const Figures& figures) { return total_of(figures.goal.status.spend).usage.cost.value_or(0); });
    for_each({"reeve_reserved_cost", Type::gauge, "", "What is kept free for attempts that run"},
             [](const Figures& figures) { return figures.goal.status.reserved.cost; });
  }

  void write_waits() {
    const std::vector<double> bounds{10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400};
    family(
        {"reeve_gate_wait_seconds", Type::histogram, "seconds", "From a submission to the gate's word on it"},
        [&](const Figures& figures) {
          std::map<std::string, std::vector<double>> by_end;
          for (const GateWait& wait : gate_waits(figures.goal.history)) {
            if (wait.end == GateEnd::landed || wait.end == GateEnd::rejected)
              by_end[std::string(name_of(wait.end))].push_back(seconds(*wait.to - wait.from));
          }
          for (const auto& [end, values] : by_end)
            text_.histogram({figures.label(), {"verdict", end}}, values, bounds);
        });
    for_each(
        {"reeve_hot_files", Type::gauge, "", "Files in which so many tasks conflict that they take turns"},
        [](const Figures& figures) { return figures.goal.status.hot.size(); });
  }

  void write_reading() {
    for_each({"reeve_untold_tasks", Type::gauge, "",
              "Landed tasks of which the ledger here tells nothing: they are in no counter"},
             [](const Figures& figures) { return figures.goal.history.untold; });
    for_each({"reeve_damaged_logs", Type::gauge, "", "Logs of tasks that cannot be read"},
             [](const Figures& figures) { return figures.goal.history.damaged.size(); });
    text_.begin({"reeve_report_timestamp_seconds", Type::gauge, "seconds", "When this was read"});
    text_.sample({}, seconds(now_.time_since_epoch()));
  }

  TimePoint now_;
  std::vector<Figures> figures_;
  MetricText text_;
};

}  // namespace

std::string openmetrics(const std::vector<MeasuredGoal>& goals, TimePoint now) {
  return Writer(goals, now).write();
}

}  // namespace reeve
