#include "report/figures.h"

#include <algorithm>
#include <set>

#include "task/policy.h"

namespace reeve {

bool is_person(std::string_view by) {
  return by.find('<') != std::string_view::npos;
}

namespace {

const Attempt* attempt_of(const TaskState& task, int number) {
  const auto index = static_cast<std::size_t>(number) - 1;
  return number >= 1 && index < task.attempts.size() ? &task.attempts[index] : nullptr;
}

// --- What landed

class ChangeReader {
 public:
  explicit ChangeReader(const TaskHistory& task) : task_(task) {}

  std::vector<LandedChange> read() {
    for (const Event& event : task_.log.events) {
      if (event.type == EventType::submitted) submitted_ = event.at;
      if (event.type == EventType::landed && !event.commit.empty()) add(event);
      if (event.type == EventType::reverted && !changes_.empty()) changes_.back().was_taken_back = true;
    }
    return std::move(changes_);
  }

 private:
  void add(const Event& event) {
    LandedChange change;
    change.task = task_.id();
    change.commit = event.commit;
    change.at = event.at;
    if (const Attempt* attempt = attempt_of(task_.state, event.attempt)) {
      change.agent = attempt->agent;
      change.model = attempt->trace.model;
    }
    change.since_planned = event.at - task_.state.planned_at;
    change.since_submitted = event.at - submitted_.value_or(event.at);
    changes_.push_back(std::move(change));
  }

  const TaskHistory& task_;
  std::optional<TimePoint> submitted_;
  std::vector<LandedChange> changes_;
};

// --- The gate

std::optional<GateEnd> gate_end_of(EventType type) {
  if (type == EventType::landed) return GateEnd::landed;
  if (type == EventType::rejected) return GateEnd::rejected;
  if (type == EventType::held || type == EventType::cancelled) return GateEnd::withdrawn;
  return std::nullopt;
}

void add_gate_waits(std::vector<GateWait>& waits, const TaskHistory& task) {
  bool is_waiting = false;
  for (const Event& event : task.log.events) {
    if (event.type == EventType::submitted) {
      waits.push_back({task.id(), event.attempt, event.at, {}, GateEnd::waits});
      is_waiting = true;
    } else if (const auto end = gate_end_of(event.type); end && is_waiting) {
      waits.back().to = event.at;
      waits.back().end = *end;
      is_waiting = false;
    }
  }
}

// --- Failures

bool came_through(const TaskState& task) {
  const bool by_planner = task.is_dropped || !task.replaced_by.empty();
  return task.phase == Phase::landed || (task.phase == Phase::cancelled && by_planner);
}

class FailureCounter {
 public:
  void add(const TaskHistory& task) {
    std::set<Outcome> outcomes;
    for (const Attempt& attempt : task.state.attempts) {
      if (!is_failure(attempt.outcome)) continue;
      outcomes.insert(*attempt.outcome);
      ++by_outcome_[*attempt.outcome].attempts;
      ++failures_.all.attempts;
    }
    for (const Outcome outcome : outcomes) count(by_outcome_[outcome], task);
    if (!outcomes.empty()) count(failures_.all, task);
  }

  Failures result() {
    for (auto& [outcome, figures] : by_outcome_) {
      figures.outcome = outcome;
      failures_.by_outcome.push_back(figures);
    }
    std::ranges::sort(failures_.by_outcome, [](const FailureFigures& a, const FailureFigures& b) {
      return std::pair(b.attempts, a.outcome) < std::pair(a.attempts, b.outcome);
    });
    return std::move(failures_);
  }

 private:
  static void count(FailureFigures& figures, const TaskHistory& task) {
    const TaskState& state = task.state;
    const bool has_ended = state.finished() || (state.phase == Phase::held && state.is_given_up);
    ++figures.tasks;
    if (is_recovered(task)) {
      ++figures.recovered;
    } else if (!has_ended) {
      ++figures.undecided;
    }
  }

  std::map<Outcome, FailureFigures> by_outcome_;
  Failures failures_;
};

// --- What it cost

void add_attempt(std::map<AttemptKey, AttemptFigures>& figures, const std::string& role,
                 const Attempt& attempt) {
  for (const Review& review : attempt.reviews) {
    const Spend spend = spend_of(review);
    AttemptFigures& reviews = figures[{"review", review.agent, review.trace.model}];
    reviews.usage = reviews.usage + spend.usage;
    reviews.unknown_cost += spend.unknown_cost;
  }
  if (!attempt.ended) return;
  const Spend spend = spend_of(attempt);
  AttemptFigures& own = figures[{role, attempt.agent, attempt.trace.model}];
  own.usage = own.usage + spend.usage;
  own.unknown_cost += spend.unknown_cost;
  if (attempt.outcome) ++own.outcomes[*attempt.outcome];
}

}  // namespace

std::vector<LandedChange> landed_changes(const GoalHistory& history) {
  std::vector<LandedChange> changes;
  for (const TaskHistory& task : history.tasks) {
    for (LandedChange& change : ChangeReader(task).read()) changes.push_back(std::move(change));
  }
  std::ranges::sort(changes, {}, [](const LandedChange& change) { return std::tie(change.at, change.task); });
  return changes;
}

std::vector<Batch> batches_of(const GoalHistory& history) {
  std::map<std::string, TimePoint> times;
  for (const LandedChange& change : landed_changes(history)) times[change.commit] = change.at;
  std::vector<Batch> batches;
  for (const Push& push : history.pushes) {
    if (const auto time = times.find(push.commit.hex()); time != times.end())
      batches.push_back({time->second, push.tasks});
  }
  std::ranges::sort(batches, {}, [](const Batch& batch) { return std::tie(batch.at, batch.tasks); });
  return batches;
}

std::string_view name_of(GateEnd end) {
  switch (end) {
    case GateEnd::landed:
      return "landed";
    case GateEnd::rejected:
      return "rejected";
    case GateEnd::withdrawn:
      return "withdrawn";
    case GateEnd::waits:
      break;
  }
  return "waits";
}

std::vector<GateWait> gate_waits(const GoalHistory& history) {
  std::vector<GateWait> waits;
  for (const TaskHistory& task : history.tasks) {
    if (task.state.spec.kind == TaskKind::work) add_gate_waits(waits, task);
  }
  std::ranges::sort(waits, {}, [](const GateWait& wait) { return std::tie(wait.from, wait.task); });
  return waits;
}

bool is_failure(const std::optional<Outcome>& outcome) {
  return outcome && *outcome != Outcome::done && *outcome != Outcome::needs_input;
}

bool was_helped(const TaskLog& log) {
  return std::ranges::any_of(log.events, [](const Event& event) {
    if (event.type == EventType::claimed) return event.agent == person_agent;
    const bool is_help = event.type == EventType::answered || event.type == EventType::released ||
                         event.type == EventType::retried || event.type == EventType::cancelled;
    return is_help && is_person(event.by);
  });
}

bool is_recovered(const TaskHistory& task) {
  return came_through(task.state) && !was_helped(task.log);
}

Failures failures_of(const GoalHistory& history) {
  FailureCounter counter;
  for (const TaskHistory& task : history.tasks) counter.add(task);
  return counter.result();
}

std::map<AttemptKey, AttemptFigures> attempts_by(const GoalHistory& history) {
  std::map<AttemptKey, AttemptFigures> figures;
  for (const TaskHistory& task : history.tasks) {
    const std::string role(role_of(task.state.spec.kind));
    for (const Attempt& attempt : task.state.attempts) add_attempt(figures, role, attempt);
  }
  return figures;
}

SpendTable spend_table(const GoalHistory& history) {
  SpendTable table;
  for (const TaskHistory& task : history.tasks) add_to(table, spend_of(task.state).table);
  return table;
}

std::vector<TaskState> states_of(const GoalHistory& history) {
  std::vector<TaskState> states;
  for (const TaskHistory& task : history.tasks) states.push_back(task.state);
  return states;
}

}  // namespace reeve
