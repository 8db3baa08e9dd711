// The parts of a status for people, each as lines with their styles; status_text() puts them together. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/styled_line.h"
#include "base/text_table.h"
#include "report/status.h"
#include "report/status_text.h"

namespace reeve::status {

using Lines = std::vector<StyledLine>;

// --- What the parts share

// Needs, and running tasks, where a table of goals takes the room.
constexpr std::size_t most_beside_a_table = 4;

void append(Lines& lines, Lines more);
// How many of a list are told: `most`, or all of them.
std::size_t at_most(std::size_t count, std::size_t most, Detail detail);
// Whether the goals are a table, a row for each.
bool is_a_table(const FleetStatus& status, Detail detail);
// "  … and 7 more: git reeve status --all".
StyledLine more_line(std::size_t more);
// The headings dim.
Lines lines_of(const TextTable& table, std::size_t width);
// "56 min", "5 h", "3 d", rounded to what an estimate is worth.
std::string long_words(double seconds);

// --- The parts; one with nothing to tell is empty

// A goal with all that there is to say of it.
Lines goal_lines(const GoalStatus& goal, TimePoint now, const StatusView& view);
Lines goal_table(const FleetStatus& status, const StatusView& view);
// What waits for a person: what stops a whole goal before what stops a task.
std::vector<Need> all_needs(const FleetStatus& status);
Lines needs_section(const FleetStatus& status, const StatusView& view);
Lines running_section(const FleetStatus& status, TimePoint now, const StatusView& view);

}  // namespace reeve::status
