#include "report/timeline.h"

#include <algorithm>
#include <tuple>

namespace reeve {

namespace {

// Of an attempt that the log has not, nobody knows.
std::string agent_of(const TaskState& state, const Event& event) {
  if (!event.agent.empty()) return event.agent;
  const auto number = static_cast<std::size_t>(std::max(event.attempt, 0));
  return number == 0 || number > state.attempts.size() ? "" : state.attempts[number - 1].agent;
}

Moment moment_of(const Event& event, std::size_t index, TimePoint not_before) {
  Moment moment;
  moment.at = std::max(event.at, not_before);
  moment.event = index;
  moment.type = event.type;
  moment.attempt = event.attempt;
  return moment;
}

// The fold of the log, step by step: what it passes over is a moment that changes nothing.
void add_task(Timeline& timeline, const TaskHistory& task) {
  const std::size_t place = timeline.tasks.size();
  timeline.tasks.push_back({task.id(), task.log.spec.title, task.log.spec.kind});
  TaskState state;
  state.spec = task.log.spec;
  TimePoint last{};
  for (std::size_t index = 0; index < task.log.events.size(); ++index) {
    const Event& event = task.log.events[index];
    Moment moment = moment_of(event, index, last);
    moment.task = place;
    moment.before = state.phase;
    if (!objection(state, event)) apply(state, event);
    moment.after = state.phase;
    moment.agent = agent_of(state, event);
    last = moment.at;
    timeline.moments.push_back(std::move(moment));
  }
}

void add_goal(Timeline& timeline, const GoalLog& log) {
  GoalState state;
  state.spec = log.spec;
  TimePoint last{};
  for (std::size_t index = 0; index < log.events.size(); ++index) {
    const Event& event = log.events[index];
    Moment moment = moment_of(event, index, last);
    apply(state, event);
    moment.goal = state.phase;
    last = moment.at;
    timeline.moments.push_back(std::move(moment));
  }
}

bool comes_before(const Moment& a, const Moment& b) {
  return std::tie(a.at, a.task, a.event) < std::tie(b.at, b.task, b.event);
}

template <typename Key>
void count_down(std::map<Key, std::size_t>& counts, const Key& key) {
  const auto count = counts.find(key);
  if (count != counts.end() && --count->second == 0) counts.erase(count);
}

void count(Scene& scene, const TaskScene& task, TaskKind kind) {
  ++scene.phases[task.phase];
  if (task.phase == Phase::claimed) ++scene.running[task.agent];
  if (task.phase != Phase::landed) return;
  if (kind != TaskKind::work) ++scene.plans_done;
  if (kind == TaskKind::judge) ++scene.judged;
}

void discount(Scene& scene, const TaskScene& task, TaskKind kind) {
  count_down(scene.phases, task.phase);
  if (task.phase == Phase::claimed) count_down(scene.running, task.agent);
  if (task.phase != Phase::landed) return;
  if (kind != TaskKind::work) --scene.plans_done;
  if (kind == TaskKind::judge) --scene.judged;
}

void change(TaskScene& task, const Moment& moment) {
  if (!task.is_planned || moment.before != moment.after) task.since = moment.at;
  task.is_planned = true;
  task.phase = moment.after;
  if (moment.type != EventType::claimed || moment.before == moment.after) return;
  task.attempt = moment.attempt;
  task.agent = moment.agent;
}

void pass(Scene& scene, const Timeline& timeline, const Moment& moment) {
  scene.at = moment.at;
  ++scene.passed;
  if (!moment.task) {
    scene.goal = moment.goal;
    return;
  }
  TaskScene& task = scene.tasks[*moment.task];
  const TaskKind kind = timeline.tasks[*moment.task].kind;
  if (task.is_planned) discount(scene, task, kind);
  change(task, moment);
  count(scene, task, kind);
}

}  // namespace

Timeline timeline_of(const GoalHistory& history) {
  Timeline timeline;
  timeline.goal = history.goal.id();
  timeline.title = history.log.spec.title;
  add_goal(timeline, history.log);
  for (const TaskHistory& task : history.tasks) add_task(timeline, task);
  std::sort(timeline.moments.begin(), timeline.moments.end(), comes_before);
  return timeline;
}

const Event& event_at(const GoalHistory& history, const Moment& moment) {
  return moment.task ? history.tasks.at(*moment.task).log.events.at(moment.event)
                     : history.log.events.at(moment.event);
}

Scene opening_scene(const Timeline& timeline) {
  Scene scene;
  scene.at = timeline.start();
  scene.tasks.resize(timeline.tasks.size());
  return scene;
}

bool step(Scene& scene, const Timeline& timeline) {
  if (scene.passed >= timeline.moments.size()) return false;
  pass(scene, timeline, timeline.moments[scene.passed]);
  return true;
}

void move_to(Scene& scene, const Timeline& timeline, TimePoint time) {
  const bool is_too_late = scene.passed > 0 && timeline.moments[scene.passed - 1].at > time;
  if (is_too_late) scene = opening_scene(timeline);
  while (scene.passed < timeline.moments.size() && timeline.moments[scene.passed].at <= time)
    step(scene, timeline);
  scene.at = time;
}

void move_to_moment(Scene& scene, const Timeline& timeline, std::size_t passed) {
  if (passed < scene.passed) scene = opening_scene(timeline);
  while (scene.passed < passed && step(scene, timeline)) {
  }
  if (scene.passed > 0) scene.at = timeline.moments[scene.passed - 1].at;
}

Scene scene_at(const Timeline& timeline, TimePoint time) {
  Scene scene = opening_scene(timeline);
  move_to(scene, timeline, time);
  return scene;
}

}  // namespace reeve
