#include "report/status_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"
#include "report/words.h"

namespace reeve::status {

namespace {

using Column = TextTable::Column;

constexpr std::size_t most_running = 10;

std::vector<const RunningTask*> silent_first(const FleetStatus& status, TimePoint now) {
  std::vector<const RunningTask*> tasks;
  for (const GoalStatus& goal : status.goals) {
    for (const RunningTask& task : goal.running) tasks.push_back(&task);
  }
  std::sort(tasks.begin(), tasks.end(), [&](const RunningTask* a, const RunningTask* b) {
    return std::tuple(!is_silent(*a, now), a->since, a->task) <
           std::tuple(!is_silent(*b, now), b->since, b->task);
  });
  return tasks;
}

// "Running (96): 60 small, 36 large, 12 silent".
StyledLine running_heading(const std::vector<const RunningTask*>& tasks, TimePoint now) {
  std::map<std::string, std::size_t> agents;
  for (const RunningTask* task : tasks) ++agents[first_line(task->agent)];
  std::vector<std::string> words;
  for (const auto& [agent, count] : agents) words.push_back(fmt::format("{} {}", count, agent));
  StyledLine line(fmt::format("Running ({})", tasks.size()), Style::bold);
  line.add(": " + join(words, ", "));
  const auto silent = std::count_if(tasks.begin(), tasks.end(),
                                    [&](const RunningTask* task) { return is_silent(*task, now); });
  return silent == 0 ? line : line.add(", ").add(fmt::format("{} silent", silent), Style::yellow);
}

// What a reader can do about one of which nothing was heard. Never cut: it is a command.
StyledLine silence_line(const RunningTask& task) {
  return StyledLine("  does it still run? ").add("git reeve explain " + task.task, Style::cyan);
}

}  // namespace

Lines running_section(const FleetStatus& status, TimePoint now, const StatusView& view) {
  const auto tasks = silent_first(status, now);
  if (tasks.empty() || view.running == Running::counted) return {};
  TextTable table({Column{"  TASK"}, Column{"AGENT", Align::left, Column::Width::flexible},
                   Column{"FOR", Align::right}, Column{"SAID", Align::right},
                   Column{"TITLE", Align::left, Column::Width::flexible}});
  const std::size_t told = at_most(
      tasks.size(), is_a_table(status, view.detail) ? most_beside_a_table : most_running, view.detail);
  for (std::size_t index = 0; index < told; ++index) {
    const RunningTask& task = *tasks[index];
    const std::string age = short_age(now - task.last_event_at);
    table.add_row({"  " + task.task, first_line(task.agent), short_age(now - task.since),
                   is_silent(task, now) ? "silent " + age : age + " ago", first_line(task.title)});
  }
  Lines lines{running_heading(tasks, now).cut(view.width)};
  Lines rows = lines_of(table, view.width);
  for (std::size_t index = 0; index < told; ++index)
    if (is_silent(*tasks[index], now)) rows[index + 1] = rows[index + 1].in(Style::yellow);
  append(lines, std::move(rows));
  if (tasks.size() > told) lines.push_back(more_line(tasks.size() - told));
  if (is_silent(*tasks.front(), now) && !is_a_table(status, view.detail))
    lines.push_back(silence_line(*tasks.front()));
  return lines;
}

}  // namespace reeve::status
