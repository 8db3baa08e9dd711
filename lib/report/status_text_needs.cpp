#include "report/status_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace reeve::status {

namespace {

constexpr std::size_t most_needs = 6;
constexpr std::size_t most_reason_lines = 4;

Lines need_lines(const Need& need, const StatusView& view) {
  Lines lines{StyledLine("  " + printable(need.subject), Style::yellow)};
  Lines reason;
  for (const std::string& line : split_lines(trim(need.reason)))
    append(reason, wrapped(printable(line), view.width, 4, 2));
  const std::size_t told = at_most(reason.size(), most_reason_lines, view.detail);
  if (reason.size() > told) reason[told - 1] = reason[told - 1].add(" …").cut(view.width);
  reason.resize(told);
  append(lines, std::move(reason));
  if (!need.action.empty()) lines.push_back(StyledLine("    ").add(printable(need.action), Style::cyan));
  return lines;
}

}  // namespace

std::vector<Need> all_needs(const FleetStatus& status) {
  std::vector<Need> needs;
  for (const bool stops_goal : {true, false}) {
    const auto add = [&](const std::vector<Need>& more) {
      std::copy_if(more.begin(), more.end(), std::back_inserter(needs),
                   [&](const Need& need) { return need.stops_goal == stops_goal; });
    };
    add(status.needs);
    add(status.damaged);
    for (const GoalStatus& goal : status.goals) add(goal.needs);
  }
  return needs;
}

Lines needs_section(const FleetStatus& status, const StatusView& view) {
  const std::vector<Need> needs = all_needs(status);
  if (needs.empty()) return {};
  Lines lines{StyledLine(fmt::format("Needs you ({})", needs.size()), Style::bold)};
  const std::size_t told =
      at_most(needs.size(), is_a_table(status, view.detail) ? most_beside_a_table : most_needs, view.detail);
  for (std::size_t index = 0; index < told; ++index) append(lines, need_lines(needs[index], view));
  if (needs.size() > told) lines.push_back(more_line(needs.size() - told));
  return lines;
}

}  // namespace reeve::status
