#include "report/timeline_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/text_table.h"
#include "report/words.h"

namespace reeve {

namespace {

using Column = TextTable::Column;

constexpr std::array all_phases{Phase::waiting, Phase::open, Phase::claimed, Phase::ready,
                                Phase::failed,  Phase::held, Phase::landed,  Phase::cancelled};

std::size_t count_in(const Scene& scene, Phase phase) {
  const auto count = scene.phases.find(phase);
  return count == scene.phases.end() ? 0 : count->second;
}

// " (8 small, 4 opus)"
std::string agent_words(const Scene& scene) {
  std::vector<std::pair<std::string, std::size_t>> agents(scene.running.begin(), scene.running.end());
  std::sort(agents.begin(), agents.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  std::vector<std::string> words;
  for (const auto& [agent, count] : agents)
    words.push_back(fmt::format("{} {}", count, agent.empty() ? "unnamed" : first_line(agent)));
  return " (" + join(words, ", ") + ")";
}

void add_phase(std::vector<std::string>& words, const Scene& scene, Phase phase) {
  const std::size_t count = count_in(scene, phase);
  if (phase == Phase::landed) {
    const std::size_t landed = count - scene.plans_done;
    if (landed > 0) words.push_back(fmt::format("{} landed", landed));
    const std::size_t plans = scene.plans_done - scene.judged;
    if (plans > 0) words.push_back(count_of(plans, "plan") + " done");
    if (scene.judged > 0) words.push_back(count_of(scene.judged, "judgement") + " done");
  } else if (count > 0 && phase == Phase::claimed) {
    words.push_back(fmt::format("{} running", count) + agent_words(scene));
  } else if (count > 0) {
    words.push_back(fmt::format("{} {}", count, name_of(phase)));
  }
}

std::string running_table(const Timeline& timeline, const Scene& scene, std::size_t width) {
  TextTable table({Column{"  TASK"}, Column{"AGENT", Align::left, Column::Width::flexible},
                   Column{"TRY", Align::right}, Column{"FOR", Align::right},
                   Column{"TITLE", Align::left, Column::Width::flexible}});
  for (const std::size_t index : running_in(scene)) {
    const TaskScene& task = scene.tasks[index];
    table.add_row({"  " + timeline.tasks[index].id, first_line(task.agent), std::to_string(task.attempt),
                   short_age(scene.at - task.since), first_line(timeline.tasks[index].title)});
  }
  return table.empty() ? "" : "\nRunning\n" + table.render(width);
}

}  // namespace

bool is_wanted(const Timeline& timeline, const Moment& moment, const MomentFilter& filter) {
  if (filter.from && moment.at < *filter.from) return false;
  if (filter.until && moment.at > *filter.until) return false;
  if (!filter.agent.empty() && moment.agent != filter.agent) return false;
  if (!filter.events.empty() && !filter.events.contains(moment.type)) return false;
  return filter.task.empty() || (moment.task && timeline.tasks[*moment.task].id.starts_with(filter.task));
}

const std::string& subject_of(const Timeline& timeline, const Moment& moment) {
  return moment.task ? timeline.tasks[*moment.task].id : timeline.goal;
}

std::string moment_line(const Timeline& timeline, const GoalHistory& history, const Moment& moment,
                        std::size_t id_width) {
  return fmt::format("{}  {:<{}}  {}", time_words(moment.at), subject_of(timeline, moment), id_width,
                     moment_words(timeline, history, moment));
}

std::string moment_words(const Timeline& timeline, const GoalHistory& history, const Moment& moment) {
  const TaskKind kind = moment.task ? timeline.tasks[*moment.task].kind : TaskKind::work;
  return event_words(event_at(history, moment), kind);
}

JsonObject moment_json(const Timeline& timeline, const GoalHistory& history, const Moment& moment) {
  const Event& event = event_at(history, moment);
  JsonObject object;
  object.add("at", format_time(moment.at));
  if (event.at != moment.at) object.add("said_at", format_time(event.at));
  object.add("goal", timeline.goal);
  if (moment.task) object.add("task", timeline.tasks[*moment.task].id);
  object.add("event", event.name).add("by", event.by);
  if (moment.attempt > 0) object.add("attempt", moment.attempt);
  object.add_if("agent", moment.agent);
  if (event.outcome) object.add("outcome", name_of(*event.outcome));
  object.add_if("verdict", event.verdict).add_if("reason", event.reason);
  object.add("phase", moment.task ? name_of(moment.after) : name_of(moment.goal));
  return object;
}

std::string scene_words(const Scene& scene) {
  std::vector<std::string> words;
  for (const Phase phase : all_phases) add_phase(words, scene, phase);
  return words.empty() ? "nothing is planned yet" : join(words, ", ");
}

std::string scene_text(const Timeline& timeline, const Scene& scene, std::size_t width) {
  const auto fitted = [&](const std::string& line) {
    return (width == 0 ? line : shorten(line, width)) + "\n";
  };
  return fitted(fmt::format("Goal {} ({}): {}", timeline.goal, name_of(scene.goal),
                            first_line(timeline.title))) +
         fitted("  " + time_words(scene.at) + " UTC") + fitted("  " + scene_words(scene)) +
         running_table(timeline, scene, width);
}

JsonObject scene_json(const Timeline& timeline, const Scene& scene) {
  JsonObject phases;
  for (const Phase phase : all_phases) phases.add(name_of(phase), count_in(scene, phase));
  std::vector<JsonObject> running;
  for (const std::size_t index : running_in(scene)) {
    const TaskScene& task = scene.tasks[index];
    running.emplace_back()
        .add("task", timeline.tasks[index].id)
        .add("title", timeline.tasks[index].title)
        .add("agent", task.agent)
        .add("attempt", task.attempt)
        .add("since", format_time(task.since));
  }
  JsonObject object;
  object.add("goal", timeline.goal).add("at", format_time(scene.at)).add("phase", name_of(scene.goal));
  object.add("moments", scene.passed).add("phases", phases).add("plans_done", scene.plans_done);
  return object.add("running", running);
}

std::vector<std::size_t> running_in(const Scene& scene) {
  std::vector<std::size_t> running;
  for (std::size_t index = 0; index < scene.tasks.size(); ++index) {
    if (scene.tasks[index].is_planned && scene.tasks[index].phase == Phase::claimed) running.push_back(index);
  }
  std::sort(running.begin(), running.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(scene.tasks[a].since, a) < std::tie(scene.tasks[b].since, b);
  });
  return running;
}

}  // namespace reeve
