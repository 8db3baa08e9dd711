#include "report/status_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "report/words.h"

namespace reeve::status {

namespace {

using Column = TextTable::Column;

constexpr std::size_t most_goals = 12;  // in a table

std::size_t count_in(const GoalStatus& goal, std::initializer_list<Phase> phases) {
  std::size_t count = 0;
  for (const Phase phase : phases) {
    const auto found = goal.phases.find(phase);
    if (found != goal.phases.end()) count += found->second;
  }
  return count;
}

std::string end_words(const GoalStatus& goal) {
  if (goal.phase != GoalPhase::open) return std::string(name_of(goal.phase));
  if (!goal.halt.empty()) return "stopped";
  return goal.estimate ? "in " + long_words(goal.estimate->seconds.value) : "";
}

std::string cost_in(const GoalStatus& goal) {
  const auto cost = total_of(goal.spend).usage.cost;
  return cost ? cost_words(*cost) : "";
}

}  // namespace

Lines goal_table(const FleetStatus& status, const StatusView& view) {
  const auto number = [](const std::string& heading) { return Column{heading, Align::right}; };
  TextTable table({Column{"  GOAL"}, number("LEFT"), number("RUN"), number("HELD"), number("LANDED"),
                   number("/H"), number("SPENT"), Column{"END"},
                   Column{"TITLE", Align::left, Column::Width::flexible}});
  const std::size_t told = at_most(status.goals.size(), most_goals, view.detail);
  for (std::size_t index = 0; index < told; ++index) {
    const GoalStatus& goal = status.goals[index];
    const std::size_t left = count_in(
        goal, {Phase::waiting, Phase::open, Phase::claimed, Phase::ready, Phase::failed, Phase::held});
    table.add_row({"  " + goal.id, std::to_string(left), std::to_string(goal.running.size()),
                   std::to_string(count_in(goal, {Phase::held})), std::to_string(goal.landed),
                   std::to_string(goal.rate.last_hour), cost_in(goal), end_words(goal),
                   first_line(goal.title)});
  }
  Lines lines{StyledLine(fmt::format("Goals ({})", status.goals.size()), Style::bold)};
  append(lines, lines_of(table, view.width));
  if (status.goals.size() > told) lines.push_back(more_line(status.goals.size() - told));
  return lines;
}

}  // namespace reeve::status
