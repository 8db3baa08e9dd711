#include "report/status_sections.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace reeve::status {

namespace {

constexpr std::size_t most_whole_goals = 2;  // told with all their lines; more of them are a table

}  // namespace

void append(Lines& lines, Lines more) {
  for (StyledLine& line : more) lines.push_back(std::move(line));
}

std::size_t at_most(std::size_t count, std::size_t most, Detail detail) {
  return detail == Detail::all ? count : std::min(count, most);
}

bool is_a_table(const FleetStatus& status, Detail detail) {
  return detail == Detail::most_important && status.goals.size() > most_whole_goals;
}

StyledLine more_line(std::size_t more) {
  return StyledLine(fmt::format("  … and {} more: git reeve status --all", more), Style::dim);
}

Lines lines_of(const TextTable& table, std::size_t width) {
  Lines lines;
  for (const std::string& line : split_lines(table.render(width)))
    lines.emplace_back(line, lines.empty() ? Style::dim : Style::plain);
  return lines;
}

std::string long_words(double seconds) {
  constexpr double hour = 3600;
  if (seconds < 1.5 * hour) return fmt::format("{:.0f} min", std::max(1.0, seconds / 60));
  if (seconds < 48 * hour) return fmt::format("{:.0f} h", seconds / hour);
  return fmt::format("{:.0f} d", seconds / (24 * hour));
}

}  // namespace reeve::status
