// The run of a goal as moments in the order in which they happened, and what was the case at each of them.
// Pure: made of what the refs tell (hub/goal_history.h).
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/goal_history.h"

namespace reeve {

// An event of a task or of the goal.
struct Moment {
  TimePoint at{};                   // see timeline_of()
  std::optional<std::size_t> task;  // index in the timeline's (and the history's) tasks; absent: the goal's
  std::size_t event = 0;            // index in that log
  EventType type = EventType::unknown;
  int attempt = 0;                // 0: the event belongs to none
  std::string agent;              // whose doing it is: of the attempt, or of a review; empty: no agent's
  Phase before = Phase::waiting;  // of the task; the same as `after` where the event changed none
  Phase after = Phase::waiting;
  GoalPhase goal = GoalPhase::open;  // after it, of the goal's own events
};

struct TimelineTask {
  std::string id;
  std::string title;
  TaskKind kind = TaskKind::work;
};

struct Timeline {
  std::string goal;
  std::string title;
  std::vector<TimelineTask> tasks;  // as in the history
  std::vector<Moment> moments;      // by time; those of one log in the order of that log

  bool empty() const { return moments.empty(); }
  // When the first and the last moment were; the epoch if there is none.
  TimePoint start() const { return empty() ? TimePoint{} : moments.front().at; }
  TimePoint end() const { return empty() ? TimePoint{} : moments.back().at; }
};

// All events of the goal and its tasks. The order of a log is what happened, whatever its clocks say, and
// they are those of several machines: an event that claims to be older than the one before it in its log is
// placed at the time of that one. About 1 µs an event.
Timeline timeline_of(const GoalHistory& history);

// What happened at a moment of the timeline that was made of this history.
const Event& event_at(const GoalHistory& history, const Moment& moment);

// One task in a scene.
struct TaskScene {
  bool is_planned = false;  // before that there is no such task
  Phase phase = Phase::waiting;
  TimePoint since{};  // in this phase
  int attempt = 0;    // the newest
  std::string agent;  // of that attempt
};

// What was the case after some moments of a timeline.
struct Scene {
  std::size_t passed = 0;  // so many moments have passed
  TimePoint at{};
  GoalPhase goal = GoalPhase::open;
  std::vector<TaskScene> tasks;                // as in the timeline
  std::map<Phase, std::size_t> phases;         // of planned tasks, without those that are 0
  std::size_t plans_done = 0;                  // of those that landed: plans and judges, which are no commits
  std::size_t judged = 0;                      // of those: judges
  std::map<std::string, std::size_t> running;  // claimed tasks by agent, without those that are 0
};

// Before the first moment.
Scene opening_scene(const Timeline& timeline);

// Lets the next moment pass, which costs the same wherever it is; false if there is none.
bool step(Scene& scene, const Timeline& timeline);

// Lets all moments pass until `time`, itself included, and sets the scene's time to it. A scene that is later
// begins anew: 100,000 moments take some milliseconds.
void move_to(Scene& scene, const Timeline& timeline, TimePoint time);
// The same by the number of moments that have passed; the scene's time is that of the last one.
void move_to_moment(Scene& scene, const Timeline& timeline, std::size_t passed);

Scene scene_at(const Timeline& timeline, TimePoint time);

}  // namespace reeve
