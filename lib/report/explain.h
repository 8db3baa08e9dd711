// Why a task is where it is, and what happens next, in sentences. Pure: what it needs to know is handed in.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "task/fold.h"
#include "task/goal.h"

namespace reeve {

// Whether the process that holds a claim can be seen.
enum class WorkerLife { running, gone, unknown };

struct Predecessor {
  std::string id;
  std::string where;  // "landed", "dropped", "replaced by a, b", a phase's name, or "unknown"
};

// Why a task whose predecessors have landed does not start.
struct WaitForTurn {
  std::string path;    // a file that has had many conflicts
  std::string behind;  // id of the task that goes first
};

struct ExplainFacts {
  TaskState task;
  TimePoint now{};
  GoalPhase goal = GoalPhase::open;
  std::string target;                     // short name of the branch that it lands on
  std::vector<Predecessor> predecessors;  // in the order of the spec's `after`
  std::optional<WaitForTurn> turn;        // at a hot file
  std::vector<std::string> ladder;        // agents of the task, in order
  std::string configuration_problem;      // why the configuration cannot be read, or empty
  WorkerLife worker = WorkerLife::unknown;
  std::optional<std::string> branch;      // short name; absent if the task should have one and it is missing
  std::size_t candidates_before = 0;      // in phase `ready`: how many the gate takes first
  std::optional<std::string> blocked;     // why the gate cannot decide on it
  std::string at_the_gate = "";           // what a gate on this machine says of it, or empty
  std::optional<TimePoint> said_at = {};  // when it said so
  std::string line_stopped = "";          // why the gate lands nothing any more, or empty
  std::string halt;                       // "the line is stopped: …", where that keeps this task; or empty
  std::optional<TimePoint> resting;       // until when its next agent is paused for all tasks
  std::optional<std::string> budget;      // why no attempt can start: what its budgets say
};

// One sentence each, the phase first, what to type last.
std::vector<std::string> explain(const ExplainFacts& facts);

}  // namespace reeve
