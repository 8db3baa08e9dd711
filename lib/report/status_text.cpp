#include "report/status_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/text.h"
#include "base/text_table.h"
#include "report/spend_text.h"
#include "report/words.h"

namespace reeve {

namespace {

// More would push what is below them off the screen; the lists name all.
constexpr std::size_t most_needs = 10;
constexpr std::size_t most_running = 20;
constexpr std::size_t most_hot = 3;
constexpr std::size_t most_reason_lines = 4;

constexpr std::array live_phases{Phase::waiting, Phase::open, Phase::claimed,  Phase::ready,
                                 Phase::failed,  Phase::held, Phase::cancelled};

std::string fitted(const std::string& line, std::size_t width) {
  return (width == 0 ? line : shorten(line, width)) + "\n";
}

std::string resting_words(const RestingAgent& agent) {
  const std::string wait = agent.waiting == 0   ? "no task waits for it"
                           : agent.waiting == 1 ? "1 task waits for it"
                                                : fmt::format("{} tasks wait for it", agent.waiting);
  return fmt::format("agent {} is paused until {}, {}", first_line(agent.agent), time_words(agent.until),
                     wait);
}

// "  hot: src/a.txt, 3 conflicts, 2 tasks wait for their turn", a line for each.
std::string hot_lines(const GoalStatus& goal, std::size_t width) {
  std::string text;
  for (std::size_t index = 0; index < std::min(goal.hot.size(), most_hot); ++index) {
    const HotFile& file = goal.hot[index];
    std::string line =
        fmt::format("  hot: {}, {}", first_line(file.path), count_of(file.conflicts, "conflict"));
    if (file.waiting == 1) line += ", 1 task waits for its turn";
    if (file.waiting > 1) line += fmt::format(", {} tasks wait for their turn", file.waiting);
    text += fitted(line, width);
  }
  if (goal.hot.size() > most_hot)
    text += fitted(fmt::format("  hot: {} more", count_of(goal.hot.size() - most_hot, "file")), width);
  return text;
}

std::string goal_lines(const GoalStatus& goal, TimePoint now, std::size_t width) {
  std::string text =
      fitted(fmt::format("Goal {} ({}): {}", goal.id, name_of(goal.phase), first_line(goal.title)), width);
  if (goal.phase != GoalPhase::open && !goal.reason.empty())
    text += fitted("  " + first_line(goal.reason), width);
  if (!goal.halt.empty()) text += fitted("  " + first_line(goal.halt), width);
  text += fitted("  " + phase_counts(goal.phases), width);
  std::string landed = fmt::format("  {} landed on {}", goal.landed, printable(goal.target));
  if (goal.last_landed) {
    landed += fmt::format(", the last {} ago: {}", short_age(now - goal.last_landed->at),
                          printable(goal.last_landed->task));
  }
  text += fitted(landed, width);
  if (goal.failed_attempts > 0) {
    text += fitted(fmt::format("  {}, {} recovered", count_of(goal.failed_attempts, "failed attempt"),
                               goal.recovered_attempts),
                   width);
  }
  for (const RestingAgent& agent : goal.resting) text += fitted("  " + resting_words(agent), width);
  return text + hot_lines(goal, width) + spend_text(goal, width);
}

std::string need_lines(const Need& need, std::size_t width) {
  std::string text = "  " + printable(need.subject) + "\n";
  const auto lines = split_lines(trim(need.reason));
  for (std::size_t index = 0; index < std::min(lines.size(), most_reason_lines); ++index)
    text += fitted("    " + printable(lines[index]), width);
  return need.action.empty() ? text : text + "    " + printable(need.action) + "\n";
}

std::string needs_section(const FleetStatus& status, std::size_t width) {
  std::vector<Need> needs = status.needs;
  needs.insert(needs.end(), status.damaged.begin(), status.damaged.end());
  for (const GoalStatus& goal : status.goals) needs.insert(needs.end(), goal.needs.begin(), goal.needs.end());
  if (needs.empty()) return "";
  std::string text = "\nNeeds you\n";
  for (std::size_t index = 0; index < std::min(needs.size(), most_needs); ++index)
    text += need_lines(needs[index], width);
  if (needs.size() > most_needs)
    text += fmt::format("  … and {} more: git reeve task list\n", needs.size() - most_needs);
  return text;
}

std::string running_section(const FleetStatus& status, TimePoint now, std::size_t width) {
  using Column = TextTable::Column;
  TextTable table({Column{"  TASK", Align::left, Column::Width::fixed},
                   Column{"AGENT", Align::left, Column::Width::flexible},
                   Column{"FOR", Align::right, Column::Width::fixed},
                   Column{"SAID", Align::right, Column::Width::fixed},
                   Column{"TITLE", Align::left, Column::Width::flexible}});
  std::size_t count = 0;
  for (const GoalStatus& goal : status.goals) {
    for (const RunningTask& task : goal.running) {
      if (++count > most_running) continue;
      table.add_row({"  " + task.task, first_line(task.agent), short_age(now - task.since),
                     short_age(now - task.last_event_at) + " ago", first_line(task.title)});
    }
  }
  if (count == 0) return "";
  std::string text = "\nRunning\n" + table.render(width);
  if (count > most_running)
    text += fmt::format("  … and {} more: git reeve task list --phase claimed\n", count - most_running);
  return text;
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

JsonObject goal_json(const GoalStatus& goal) {
  JsonObject object;
  object.add("id", goal.id).add("title", goal.title).add("phase", name_of(goal.phase));
  object.add_if("reason", goal.reason).add_if("halt", goal.halt).add("target", goal.target);
  object.add("phases", phase_counts_json(goal.phases)).add("landed", goal.landed);
  if (goal.last_landed) object.add("last_landed", landed_json(*goal.last_landed));
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
  const std::size_t width = view.width;
  std::string text;
  for (const GoalStatus& goal : status.goals)
    text += (text.empty() ? "" : "\n") + goal_lines(goal, now, width);
  if (status.goals.empty()) text = "No goal is open. Open one with: git reeve goal new TITLE\n";
  return text + needs_section(status, width) + running_section(status, now, width);
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
