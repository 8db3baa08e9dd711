#include "rehearse/fault.h"

#include <algorithm>
#include <array>

namespace reeve::rehearse {

namespace {

struct Row {
  Fault fault;
  std::string_view name;
  FaultPlace place;
};

constexpr std::array rows{
    Row{Fault::crash, "crash", FaultPlace::work_attempt},
    Row{Fault::hang, "hang", FaultPlace::work_attempt},
    Row{Fault::idle, "idle", FaultPlace::work_attempt},
    Row{Fault::lie, "lie", FaultPlace::work_attempt},
    Row{Fault::wrong_content, "wrong_content", FaultPlace::work_attempt},
    Row{Fault::wrong_scope, "wrong_scope", FaultPlace::work_attempt},
    Row{Fault::bad_merge, "bad_merge", FaultPlace::work_attempt},
    Row{Fault::rate_limit, "rate_limit", FaultPlace::work_attempt},
    Row{Fault::quota, "quota", FaultPlace::work_attempt},
    Row{Fault::auth, "auth", FaultPlace::work_attempt},
    Row{Fault::context_full, "context_full", FaultPlace::work_attempt},
    Row{Fault::refused, "refused", FaultPlace::work_attempt},
    Row{Fault::needs_input, "needs_input", FaultPlace::work_attempt},
    Row{Fault::worker_killed, "worker_killed", FaultPlace::work_attempt},
    Row{Fault::worker_lost, "worker_lost", FaultPlace::work_attempt},
    Row{Fault::worker_paused, "worker_paused", FaultPlace::work_attempt},
    Row{Fault::bad_json, "bad_json", FaultPlace::plan_attempt},
    Row{Fault::bad_plan, "bad_plan", FaultPlace::plan_attempt},
    Row{Fault::duplicate_work, "duplicate_work", FaultPlace::plan_attempt},
    Row{Fault::judge_killed, "judge_killed", FaultPlace::gate_run},
    Row{Fault::flaky_check, "flaky_check", FaultPlace::check},
    Row{Fault::lost_hub, "lost_hub", FaultPlace::hour},
    Row{Fault::lost_answer, "lost_answer", FaultPlace::change},
    Row{Fault::run_killed, "run_killed", FaultPlace::hour},
    Row{Fault::machine_lost, "machine_lost", FaultPlace::hour},
};

constexpr bool rows_are_in_order() {
  for (std::size_t index = 0; index < rows.size(); ++index) {
    if (static_cast<std::size_t>(rows[index].fault) != index) return false;
  }
  return rows.size() == static_cast<std::size_t>(Fault::machine_lost) + 1;
}
static_assert(rows_are_in_order());

const Row& row_of(Fault fault) {
  return rows[static_cast<std::size_t>(fault)];
}

}  // namespace

const std::vector<Fault>& all_faults() {
  static const std::vector<Fault> faults = [] {
    std::vector<Fault> all;
    for (const Row& row : rows) all.push_back(row.fault);
    return all;
  }();
  return faults;
}

std::string_view name_of(Fault fault) {
  return row_of(fault).name;
}

std::optional<Fault> fault_named(std::string_view name) {
  const auto row = std::ranges::find(rows, name, &Row::name);
  if (row == rows.end()) return std::nullopt;
  return row->fault;
}

FaultPlace place_of(Fault fault) {
  return row_of(fault).place;
}

}  // namespace reeve::rehearse
