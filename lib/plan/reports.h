// What a planner has to hear of, derived from what the tasks of a goal are: nobody sends it, so it cannot be
// lost. A plan names in `about` what it was woken for, and no plan is woken for the same again, but for one
// of a later cycle if that plan was given up. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan/slices.h"

namespace reeve {

enum class ReportKind {
  failed,   // a task is given up: every agent of its ladder has failed on it
  asked,    // its agent asks something
  blocked,  // it waits for a task that was cancelled
  settled,  // all that came of a plan which called planners
  halted,   // the same failure in one task after the other has stopped the line
  found,    // a task has ended, and its agent noticed something that is none of its business, or left a rest
};

std::string_view name_of(ReportKind kind);

struct Report {
  ReportKind kind = ReportKind::found;
  std::string task;        // id; of `settled`: the plan; of `halted`: the goal
  std::size_t number = 0;  // of attempts until then; of `halted`: how many times the line was stopped

  bool operator==(const Report&) const = default;
};

// What can wait until more has come together, or its slice has settled; all else cannot.
bool can_wait(ReportKind kind);

// "failed parser-k3qa 2", as `about` has it, and back; absent for any other text.
std::string key_of(const Report& report);
std::optional<Report> report_of(std::string_view key);

// All that there is to report of the goal's tasks, with the slice whose planner hears of it: the one that
// planned the task, if it is of the goal's current cycle; otherwise the current root. Absent: there is none,
// a plan for the whole goal has to be made for it.
struct Addressed {
  Report report;
  const Slice* slice = nullptr;
};
std::vector<Addressed> reports_of(const GoalScene& scene, const Slices& slices);

}  // namespace reeve
