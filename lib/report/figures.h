// The figures of a goal's run: what its page, its metrics and its evidence share. Pure, over what the refs
// tell.
//
// A time of an event is that of the log. `now` closes what still goes on, and nothing after it counts.
#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/goal_history.h"
#include "task/spend.h"

namespace reeve {

// Whether an event of this author was made by a person: they sign with a name and an address ("Ada
// <ada@example.org>"), and the processes of a role with their host ("worker@build7").
bool is_person(std::string_view by);

// --- What agents did

// One attempt of an agent, from its claim to what it handed in or to whatever else ended it, but not beyond
// its lease: of a worker that went away, nobody knows more. The time at the gate is not in it. Attempts by
// hand (person_agent) are none of an agent.
struct Run {
  std::string task;
  std::string role;   // "planner", "worker", "judge"
  std::string agent;  // as configured
  std::string model;  // as far as it is known
  int attempt = 0;
  TimePoint from{};
  TimePoint to{};                  // of one that runs: the end of its lease
  bool is_running = false;         // nothing has ended it yet; its lease may be over all the same
  std::optional<Outcome> outcome;  // what the gate said of it included; absent: not decided, or given back

  bool operator==(const Run&) const = default;
};

// The longest ago first.
std::vector<Run> runs_of(const GoalHistory& history);

// So many ran from then on.
struct Level {
  TimePoint at{};
  std::size_t running = 0;

  bool operator==(const Level&) const = default;
};

// Each moment once at which the number changed, up to `now`.
std::vector<Level> levels_of(const std::vector<Run>& runs, TimePoint now);

struct HourOfRuns {
  TimePoint start{};
  std::size_t peak = 0;
  double mean = 0;  // over the whole hour, or as much of it as is over

  bool operator==(const HourOfRuns&) const = default;
};

struct Concurrency {
  std::size_t peak = 0;
  std::optional<TimePoint> peak_at;  // the first time; absent: nothing ran
  double mean = 0;                   // by time, over the time in which at least one ran
  Milliseconds busy{};               // that time
  std::vector<HourOfRuns> hours;     // from the first to the last one in which something ran, idle ones too

  bool operator==(const Concurrency&) const = default;
};

Concurrency concurrency_of(const std::vector<Run>& runs, TimePoint now);

// --- What landed

// A change that came to the target. A task whose change was taken back has one for each time that it landed.
struct LandedChange {
  std::string task;
  std::string commit;
  TimePoint at{};
  std::string agent;
  std::string model;
  Milliseconds since_planned{};
  Milliseconds since_submitted{};
  bool was_taken_back = false;

  bool operator==(const LandedChange&) const = default;
};

// The oldest first. Without plans and judges, which end without a commit.
std::vector<LandedChange> landed_changes(const GoalHistory& history);

// What landed with one move of the target.
struct Batch {
  TimePoint at{};
  std::vector<std::string> tasks;  // in the order of landing

  bool operator==(const Batch&) const = default;
};

// The oldest first; those of which no task's log is known are left out.
std::vector<Batch> batches_of(const GoalHistory& history);

enum class Period { hour, day, week };

// The begin of the period in UTC; a week's is Monday.
TimePoint start_of(Period period, TimePoint time);

struct PeriodCount {
  TimePoint start{};
  std::size_t count = 0;

  bool operator==(const PeriodCount&) const = default;
};

// Each period from the first time to the last, those without any too. At most the newest 10,000.
std::vector<PeriodCount> counts_by(Period period, const std::vector<TimePoint>& times);

// --- The gate

enum class GateEnd { landed, rejected, withdrawn, waits };  // withdrawn: held or cancelled while it waited
std::string_view name_of(GateEnd end);

// What was submitted, until the gate said something of it.
struct GateWait {
  std::string task;
  int attempt = 0;
  TimePoint from{};
  std::optional<TimePoint> to;  // absent: it waits
  GateEnd end = GateEnd::waits;

  bool operator==(const GateWait&) const = default;
};

// The longest ago first.
std::vector<GateWait> gate_waits(const GoalHistory& history);

// --- Failures

// How an attempt failed: anything but done and a question.
bool is_failure(const std::optional<Outcome>& outcome);

// What counts as help of a person: they did an attempt by hand, or answered, released, retried or cancelled.
bool was_helped(const TaskLog& log);

// Whether a task whose attempts failed came through without a person: it landed, or a planner replaced or
// dropped it, and was_helped() says no.
bool is_recovered(const TaskHistory& task);

// Attempts that ended in one way, other than well or with a question.
struct FailureFigures {
  Outcome outcome = Outcome::crashed;
  std::size_t attempts = 0;
  std::size_t tasks = 0;      // that had one
  std::size_t recovered = 0;  // of them; see is_recovered()
  std::size_t undecided = 0;  // of them: neither recovered nor ended nor given up

  bool operator==(const FailureFigures&) const = default;
};

struct Failures {
  std::vector<FailureFigures> by_outcome;  // the most frequent first
  FailureFigures all;                      // together; each task once
};

Failures failures_of(const GoalHistory& history);

// --- What it cost

struct AttemptKey {
  std::string role;
  std::string agent;
  std::string model;  // empty: a program without one, or not known

  auto operator<=>(const AttemptKey&) const = default;
};

struct AttemptFigures {
  Usage usage;
  std::size_t unknown_cost = 0;             // attempts that asked a model, and nobody said what it cost
  std::map<Outcome, std::size_t> outcomes;  // of attempts that are decided

  bool operator==(const AttemptFigures&) const = default;
};

// Attempts that have ended, those by hand too; reviews have the role "review" and no outcome.
std::map<AttemptKey, AttemptFigures> attempts_by(const GoalHistory& history);

// Of all tasks, by role and model.
SpendTable spend_table(const GoalHistory& history);

// The states alone, for what asks for them: calibrate(), collisions_of().
std::vector<TaskState> states_of(const GoalHistory& history);

}  // namespace reeve
