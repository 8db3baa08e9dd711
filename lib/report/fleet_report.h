// How a goal went so far, in figures: what to look at before the next one is planned. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "plan/calibration.h"
#include "report/evidence.h"
#include "report/figures.h"
#include "report/status.h"

namespace reeve {

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
  Failures failures;
  std::vector<CheckFigures> checks;  // by command
  std::size_t untold = 0;  // landed tasks of which the ledger tells nothing: in no figure but `landed`
  std::optional<GoalEvidence> evidence = {};  // where it was asked for: report_of() has none
};

GoalReport report_of(const GoalHistory& history, const GoalStatus& status, const PlanConfig& sizes);

// Tables of at most `width` columns (0: as wide as needed).
std::string report_text(const std::vector<GoalReport>& goals, std::size_t width);

// {"goals":[{"id","title","phase","reason"?,"landed","cost"?,"cost_landed"?,
//   "cycles":[{"number","started","verdict"?,"reasons"?,"judged"?}],
//   "roles":[{"role":"worker","difficulty"?,"tasks","landed","first_try","split","too_fine","attempts",
//             "too_coarse","minutes"?,"files"?,"lines"?,"estimate"?,"cost_landed"?}],
//   "failures":[{"outcome","attempts","tasks","recovered","undecided"}],
//   "failed":{"attempts","tasks","recovered","undecided"},
//   "checks":[{"command","flaky","quarantined"}],"untold","evidence"?}]}
// What is not known is left out. `minutes`, `files`, `lines` and `estimate` are medians; `evidence` is that
// of evidence_json(). templates/schemas/report.json says the same to programs: members may be added.
JsonObject report_json(const std::vector<GoalReport>& goals);

}  // namespace reeve
