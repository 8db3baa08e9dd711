#include "report/status_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "base/text.h"
#include "report/spend_text.h"
#include "report/words.h"

namespace reeve::status {

namespace {

constexpr std::size_t most_hot = 3;
constexpr std::size_t fewest_of_title = 20;  // columns

std::string resting_words(const RestingAgent& agent) {
  const std::string wait = agent.waiting == 0   ? "no task waits for it"
                           : agent.waiting == 1 ? "1 task waits for it"
                                                : fmt::format("{} tasks wait for it", agent.waiting);
  return fmt::format("agent {} is paused until {}, {}", first_line(agent.agent), time_words(agent.until),
                     wait);
}

// "hot: src/a.txt, 3 conflicts, 2 tasks wait for their turn", a line for each.
std::vector<std::string> hot_lines(const GoalStatus& goal, Detail detail) {
  std::vector<std::string> lines;
  const std::size_t told = at_most(goal.hot.size(), most_hot, detail);
  for (std::size_t index = 0; index < told; ++index) {
    const HotFile& file = goal.hot[index];
    std::string line =
        fmt::format("hot: {}, {}", first_line(file.path), count_of(file.conflicts, "conflict"));
    if (file.waiting == 1) line += ", 1 task waits for its turn";
    if (file.waiting > 1) line += fmt::format(", {} tasks wait for their turn", file.waiting);
    lines.push_back(std::move(line));
  }
  if (goal.hot.size() > told)
    lines.push_back(fmt::format("hot: {} more", count_of(goal.hot.size() - told, "file")));
  return lines;
}

// "·▁▃█": the largest count is the highest bar; 0 is a dot.
std::string bars(const std::array<std::size_t, 24>& counts) {
  constexpr std::array<std::string_view, 9> heights{"·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const std::size_t highest = *std::max_element(counts.begin(), counts.end());
  std::string text;
  for (const std::size_t count : counts)
    text += heights[count == 0 ? 0 : 1 + (count * 7) / std::max<std::size_t>(highest, 1)];
  return text;
}

std::string rate_words(const LandingRate& rate) {
  const std::size_t day = std::accumulate(rate.hours.begin(), rate.hours.end(), std::size_t{0});
  if (day == 0) return "";
  return fmt::format("{} in the last hour, {} in the last day by the hour: [{}]", rate.last_hour, day,
                     bars(rate.hours));
}

std::string landed_words(const GoalStatus& goal, TimePoint now) {
  std::string words = fmt::format("{} landed on {}", goal.landed, printable(goal.target));
  if (goal.last_landed) {
    words += fmt::format(", the last {} ago: {}", short_age(now - goal.last_landed->at),
                         printable(goal.last_landed->task));
  }
  return words;
}

std::string estimate_words(const Estimate& estimate) {
  std::string words = fmt::format("{:.0f} left", estimate.tasks.value);
  if (estimate.tasks.high - estimate.tasks.low >= 1)
    words += fmt::format(" ({:.0f} to {:.0f})", estimate.tasks.low, estimate.tasks.high);
  words += fmt::format(", done in {} ({} to {})", long_words(estimate.seconds.value),
                       long_words(estimate.seconds.low), long_words(estimate.seconds.high));
  if (estimate.cost)
    words += fmt::format(", for {} more ({} to {})", cost_words(estimate.cost->value),
                         cost_words(estimate.cost->low), cost_words(estimate.cost->high));
  return words;
}

bool is_over_budget(const GoalStatus& goal) {
  return goal.budget.cost && total_of(goal.spend).usage.cost.value_or(0) >= *goal.budget.cost;
}

// On one line, unless the id leaves too little of it for the title.
Lines goal_heading(const GoalStatus& goal, std::size_t width) {
  StyledLine line("Goal " + goal.id, Style::bold);
  line.add(" (").add(name_of(goal.phase), goal.phase == GoalPhase::paused ? Style::yellow : Style::plain);
  if (goal.cycle > 1) line.add(fmt::format(", cycle {}", goal.cycle));
  const std::string title = first_line(goal.title);
  const std::size_t taken = line.width() + 3;
  if (width == 0 || taken + std::min(display_width(title), fewest_of_title) <= width)
    return {line.add("): " + title).cut(width)};
  return {line.add(")").cut(width), StyledLine("  " + title).cut(width)};
}

}  // namespace

Lines goal_lines(const GoalStatus& goal, TimePoint now, const StatusView& view) {
  Lines lines = goal_heading(goal, view.width);
  const auto add = [&](const std::string& text, Style style = Style::plain) {
    if (!text.empty()) append(lines, wrapped(text, view.width, 2, 2, style));
  };
  if (goal.phase != GoalPhase::open) add(first_line(goal.reason));
  add(first_line(goal.halt), Style::red);
  add(phase_counts(goal.phases));
  add(landed_words(goal, now));
  add(rate_words(goal.rate));
  if (goal.estimate) add(estimate_words(*goal.estimate));
  if (goal.failed_attempts > 0)
    add(fmt::format("{}, {} recovered", count_of(goal.failed_attempts, "failed attempt"),
                    goal.recovered_attempts));
  for (const RestingAgent& agent : goal.resting) add(resting_words(agent), Style::yellow);
  for (const std::string& line : hot_lines(goal, view.detail)) add(line);
  for (const std::string& line : split_lines(spend_text(goal, 0))) {
    const bool warns = line.starts_with("  spent") && is_over_budget(goal);
    append(lines,
           wrapped(line, view.width, line.find_first_not_of(' '), 2, warns ? Style::red : Style::plain));
  }
  return lines;
}

}  // namespace reeve::status
