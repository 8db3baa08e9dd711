// A fleet's status for people and for scripts. Pure.
#pragma once

#include <cstddef>
#include <string>

#include "base/json.h"
#include "base/style.h"
#include "report/status.h"

namespace reeve {

// How much is told: what fits a screen, with counts of the rest, or everything.
enum class Detail { most_important, all };

// Whether the tasks that run are listed, or only counted, as where they stand in a list of their own.
enum class Running { listed, counted };

struct StatusView {
  std::size_t width = 0;  // columns; 0: lines are as long as needed
  Colour colour = Colour::off;
  Detail detail = Detail::most_important;
  Running running = Running::listed;
};

// Lines ending in "\n" of at most `width` columns, but for ids and commands, which are never cut. What waits
// for a person stands before what goes on by itself.
std::string status_text(const FleetStatus& status, TimePoint now, const StatusView& view = {});

// {"goals":[…],"needs":[…],"damaged":[…]}; times as in the logs.
JsonObject status_json(const FleetStatus& status);

// {"tasks":…,"seconds":…,"cost":…}, each with "value", "low" and "high".
JsonObject estimate_json(const Estimate& estimate);

// "3 waiting, 2 open", in the order of a task's life; "no live tasks".
std::string phase_counts(const std::map<Phase, std::size_t>& phases);
// {"waiting":0,…}: every phase that a live task can have.
JsonObject phase_counts_json(const std::map<Phase, std::size_t>& phases);

}  // namespace reeve
