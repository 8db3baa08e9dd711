#include "report/status_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "base/text.h"
#include "report/status_sections.h"

namespace reeve {

namespace {

using namespace status;

constexpr std::size_t two_columns_from = 140;  // columns, from which what runs stands beside the rest

bool any_runs(const FleetStatus& status) {
  return std::ranges::any_of(status.goals, [](const GoalStatus& goal) { return !goal.running.empty(); });
}

Lines goals_section(const FleetStatus& status, TimePoint now, const StatusView& view) {
  if (is_a_table(status, view.detail)) return goal_table(status, view);
  Lines lines;
  for (const GoalStatus& goal : status.goals) {
    if (!lines.empty()) lines.emplace_back();
    append(lines, goal_lines(goal, now, view));
  }
  return lines;
}

// "3 goals, 96 running, 40 need you, 12 landed in the last hour".
StyledLine headline(const FleetStatus& status) {
  std::size_t running = 0;
  std::size_t landed = 0;
  for (const GoalStatus& goal : status.goals) {
    running += goal.running.size();
    landed += goal.rate.last_hour;
  }
  const std::size_t needs = all_needs(status).size();
  StyledLine line(fmt::format("{}, {} running, ", count_of(status.goals.size(), "goal"), running),
                  Style::bold);
  if (needs == 0)
    line.add("nothing needs you", Style::green);
  else
    line.add(fmt::format("{} {} you", needs, needs == 1 ? "needs" : "need"), Style::yellow);
  return line.add(fmt::format(", {} landed in the last hour", landed), Style::bold);
}

Lines in_sections(std::initializer_list<Lines> sections) {
  Lines lines;
  for (const Lines& section : sections) {
    if (!lines.empty() && !section.empty()) lines.emplace_back();
    append(lines, section);
  }
  return lines;
}

Lines in_two_columns(const FleetStatus& status, TimePoint now, const StatusView& view) {
  const std::size_t column = view.width / 2 + 2;
  StatusView left = view;
  left.width = column - 4;
  StatusView right = view;
  right.width = view.width - column;
  const Lines rest = in_sections({needs_section(status, left), goals_section(status, now, left)});
  return beside(rest, running_section(status, now, right), column);
}

Lines status_lines(const FleetStatus& status, TimePoint now, const StatusView& view) {
  const Lines head = {headline(status).cut(view.width)};
  const bool is_wide = view.width >= two_columns_from && view.running == Running::listed && any_runs(status);
  if (is_wide) return in_sections({head, in_two_columns(status, now, view)});
  return in_sections({head, needs_section(status, view), goals_section(status, now, view),
                      running_section(status, now, view)});
}

}  // namespace

std::string status_text(const FleetStatus& status, TimePoint now, const StatusView& view) {
  Lines lines = {StyledLine("No goal is open. Open one with: git reeve goal new TITLE")};
  lines = status.goals.empty() ? in_sections({lines, needs_section(status, view)})
                               : status_lines(status, now, view);
  std::string text;
  for (const StyledLine& line : lines) text += line.text(view.colour) + "\n";
  return text;
}

}  // namespace reeve
