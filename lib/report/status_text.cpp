#include "report/status_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <numeric>
#include <tuple>

#include "base/styled_line.h"
#include "base/text.h"
#include "base/text_table.h"
#include "report/spend_text.h"
#include "report/words.h"

namespace reeve {

namespace {

using Lines = std::vector<StyledLine>;

// What fits a screen: more would push what is below off it.
constexpr std::size_t most_needs = 6;
constexpr std::size_t most_running = 10;
constexpr std::size_t most_beside_a_table = 4;  // needs, and running tasks, where many goals take the room
constexpr std::size_t most_hot = 3;
constexpr std::size_t most_goals = 12;       // in a table
constexpr std::size_t most_whole_goals = 2;  // told with all their lines; more of them are a table
constexpr std::size_t most_reason_lines = 4;
constexpr std::size_t two_columns_from = 140;  // columns, from which what runs stands beside the rest

constexpr std::array live_phases{Phase::waiting, Phase::open, Phase::claimed,  Phase::ready,
                                 Phase::failed,  Phase::held, Phase::cancelled};

void append(Lines& lines, Lines more) {
  for (StyledLine& line : more) lines.push_back(std::move(line));
}

std::size_t at_most(std::size_t count, std::size_t most, Detail detail) {
  return detail == Detail::all ? count : std::min(count, most);
}

bool is_a_table(const FleetStatus& status, Detail detail) {
  return detail == Detail::most_important && status.goals.size() > most_whole_goals;
}

StyledLine more_line(std::size_t more, const std::string& what) {
  return StyledLine(fmt::format("  … and {} more{}: git reeve status --all", more, what), Style::dim);
}

// --- A goal

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

// Rounded to what such an estimate is worth.
std::string long_words(double seconds) {
  constexpr double hour = 3600;
  if (seconds < 1.5 * hour) return fmt::format("{:.0f} min", std::max(1.0, seconds / 60));
  if (seconds < 48 * hour) return fmt::format("{:.0f} h", seconds / hour);
  return fmt::format("{:.0f} d", seconds / (24 * hour));
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

StyledLine goal_heading(const GoalStatus& goal) {
  StyledLine line("Goal " + goal.id, Style::bold);
  line.add(" (").add(name_of(goal.phase), goal.phase == GoalPhase::paused ? Style::yellow : Style::plain);
  if (goal.cycle > 1) line.add(fmt::format(", cycle {}", goal.cycle));
  return line.add("): " + first_line(goal.title));
}

Lines goal_lines(const GoalStatus& goal, TimePoint now, const StatusView& view) {
  Lines lines{goal_heading(goal).cut(view.width)};
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

// --- Many goals

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

Lines lines_of(const TextTable& table, std::size_t width) {
  Lines lines;
  for (const std::string& line : split_lines(table.render(width)))
    lines.emplace_back(line, lines.empty() ? Style::dim : Style::plain);
  return lines;
}

Lines goal_table(const FleetStatus& status, const StatusView& view) {
  using Column = TextTable::Column;
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
  if (status.goals.size() > told) lines.push_back(more_line(status.goals.size() - told, ""));
  return lines;
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

// --- What needs a person

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

// What stops a whole goal before what stops a task.
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
  if (needs.size() > told) lines.push_back(more_line(needs.size() - told, ""));
  return lines;
}

// --- What runs

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

Lines running_section(const FleetStatus& status, TimePoint now, const StatusView& view) {
  const auto tasks = silent_first(status, now);
  if (tasks.empty() || view.running == Running::counted) return {};
  using Column = TextTable::Column;
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
  if (tasks.size() > told) lines.push_back(more_line(tasks.size() - told, ""));
  if (is_silent(*tasks.front(), now) && !is_a_table(status, view.detail))
    lines.push_back(silence_line(*tasks.front()));
  return lines;
}

// --- All of it

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
  const bool is_wide =
      view.width >= two_columns_from && view.running == Running::listed && !silent_first(status, now).empty();
  if (is_wide) return in_sections({head, in_two_columns(status, now, view)});
  return in_sections({head, needs_section(status, view), goals_section(status, now, view),
                      running_section(status, now, view)});
}

JsonObject need_json(const Need& need) {
  JsonObject object;
  object.add("subject", need.subject).add("reason", need.reason).add("action", need.action);
  return object;
}

std::vector<JsonObject> needs_json(const std::vector<Need>& needs) {
  std::vector<JsonObject> objects;
  for (const Need& need : needs) objects.push_back(need_json(need));
  return objects;
}

JsonObject running_json(const RunningTask& task) {
  JsonObject object;
  object.add("task", task.task).add("title", task.title).add("agent", task.agent);
  object.add("attempt", task.attempt).add("since", format_time(task.since));
  object.add("last_event", format_time(task.last_event_at));
  return object;
}

JsonObject resting_json(const RestingAgent& agent) {
  JsonObject object;
  object.add("agent", agent.agent).add("until", format_time(agent.until)).add("waiting", agent.waiting);
  return object;
}

JsonObject landed_json(const LandedTask& task) {
  JsonObject object;
  object.add("task", task.task).add("title", task.title).add("commit", task.commit.hex());
  object.add("at", format_time(task.at)).add_if("cost", task.cost);
  return object;
}

std::vector<JsonObject> hot_json(const std::vector<HotFile>& files) {
  std::vector<JsonObject> objects;
  for (const HotFile& file : files)
    objects.emplace_back()
        .add("path", file.path)
        .add("conflicts", file.conflicts)
        .add("waiting", file.waiting);
  return objects;
}

JsonObject rate_json(const LandingRate& rate) {
  JsonDocument hours(rapidjson::kArrayType);
  for (const std::size_t count : rate.hours)
    hours.PushBack(static_cast<std::uint64_t>(count), hours.GetAllocator());
  JsonObject object;
  return object.add("last_hour", rate.last_hour).add("hours", hours);
}

JsonObject estimated_json(const Estimated& estimated) {
  JsonObject object;
  return object.add("value", estimated.value).add("low", estimated.low).add("high", estimated.high);
}

JsonObject estimate_json(const Estimate& estimate) {
  JsonObject object;
  object.add("tasks", estimated_json(estimate.tasks)).add("seconds", estimated_json(estimate.seconds));
  if (estimate.cost) object.add("cost", estimated_json(*estimate.cost));
  return object;
}

JsonObject goal_json(const GoalStatus& goal) {
  JsonObject object;
  object.add("id", goal.id).add("title", goal.title).add("phase", name_of(goal.phase));
  object.add_if("reason", goal.reason).add_if("halt", goal.halt).add("target", goal.target);
  object.add("cycle", goal.cycle);
  object.add("phases", phase_counts_json(goal.phases)).add("landed", goal.landed);
  if (goal.last_landed) object.add("last_landed", landed_json(*goal.last_landed));
  object.add("rate", rate_json(goal.rate));
  if (goal.estimate) object.add("estimate", estimate_json(*goal.estimate));
  object.add("failed_attempts", goal.failed_attempts).add("recovered_attempts", goal.recovered_attempts);
  object.add("spend", spend_json(goal));
  std::vector<JsonObject> running;
  for (const RunningTask& task : goal.running) running.push_back(running_json(task));
  std::vector<JsonObject> resting;
  for (const RestingAgent& agent : goal.resting) resting.push_back(resting_json(agent));
  if (!resting.empty()) object.add("paused_agents", resting);
  object.add("running", running).add("needs", needs_json(goal.needs)).add("hot", hot_json(goal.hot));
  return object;
}

}  // namespace

std::string phase_counts(const std::map<Phase, std::size_t>& phases) {
  std::vector<std::string> counts;
  for (const Phase phase : live_phases) {
    const auto count = phases.find(phase);
    if (count != phases.end()) counts.push_back(fmt::format("{} {}", count->second, name_of(phase)));
  }
  return counts.empty() ? "no live tasks" : join(counts, ", ");
}

JsonObject phase_counts_json(const std::map<Phase, std::size_t>& phases) {
  JsonObject object;
  for (const Phase phase : live_phases) {
    const auto count = phases.find(phase);
    object.add(name_of(phase), count == phases.end() ? std::size_t{0} : count->second);
  }
  return object;
}

std::string status_text(const FleetStatus& status, TimePoint now, const StatusView& view) {
  Lines lines = {StyledLine("No goal is open. Open one with: git reeve goal new TITLE")};
  lines = status.goals.empty() ? in_sections({lines, needs_section(status, view)})
                               : status_lines(status, now, view);
  std::string text;
  for (const StyledLine& line : lines) text += line.text(view.colour) + "\n";
  return text;
}

JsonObject status_json(const FleetStatus& status) {
  std::vector<JsonObject> goals;
  for (const GoalStatus& goal : status.goals) goals.push_back(goal_json(goal));
  JsonObject object;
  object.add("goals", goals).add("needs", needs_json(status.needs));
  object.add("damaged", needs_json(status.damaged));
  return object;
}

}  // namespace reeve
