// How a goal went so far, in figures: what to look at before the next one is planned. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "plan/calibration.h"
#include "report/status.h"

namespace reeve {

// Attempts that ended in one way, other than well or with a question.
struct FailureFigures {
  Outcome outcome = Outcome::crashed;
  std::size_t attempts = 0;
  std::size_t tasks = 0;      // that had one
  std::size_t recovered = 0;  // of them; see is_recovered()
  std::size_t undecided = 0;  // of them: neither recovered nor ended nor given up

  bool operator==(const FailureFigures&) const = default;
};

// A check of the gate that failed and let something land all the same.
struct CheckFigures {
  std::string command;
  std::size_t flaky = 0;        // trees on which it passed after it had failed
  std::size_t quarantined = 0;  // trees on which it failed in quarantine

  bool operator==(const CheckFigures&) const = default;
};

struct GoalReport {
  std::string id;
  std::string title;
  GoalPhase phase = GoalPhase::open;
  std::string reason;  // why it is paused or has ended
  std::vector<Cycle> cycles;
  std::size_t landed = 0;             // tasks that became commits
  std::optional<double> cost;         // of all its tasks; absent: not known
  std::optional<double> cost_landed;  // that, by what landed
  std::vector<RoleFigures> roles;
  std::vector<FailureFigures> failures;  // the most frequent first
  FailureFigures failed;                 // all of them together; each task once
  std::vector<CheckFigures> checks;      // by command
};

// Whether a task whose attempts failed came through without a person: it landed, or a planner replaced it or
// dropped it; and nobody answered it, or put it back when it had been given up. (The log does not tell who
// put it back: a planner counts as a person here.)
bool is_recovered(const TaskState& task);

// `tasks`: those of the goal that are known, live or not, each once.
GoalReport report_of(const GoalRecord& goal, const GoalStatus& status, const std::vector<TaskState>& tasks,
                     const PlanConfig& sizes);

// Tables of at most `width` columns (0: as wide as needed).
std::string report_text(const std::vector<GoalReport>& goals, std::size_t width);

// {"goals":[{"id","title","phase","reason"?,"landed","cost"?,"cost_landed"?,
//   "cycles":[{"number","started","verdict"?,"reasons"?,"judged"?}],
//   "roles":[{"role":"worker","difficulty"?,"tasks","landed","first_try","split","too_fine","attempts",
//             "too_coarse","minutes"?,"files"?,"lines"?,"estimate"?,"cost_landed"?}],
//   "failures":[{"outcome","attempts","tasks","recovered","undecided"}],
//   "failed":{"attempts","tasks","recovered","undecided"},
//   "checks":[{"command","flaky","quarantined"}]}]}
// What is not known is left out. `minutes`, `files`, `lines` and `estimate` are medians.
JsonObject report_json(const std::vector<GoalReport>& goals);

}  // namespace reeve
