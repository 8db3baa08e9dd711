// Moments and scenes of a timeline for people and for scripts. Pure.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "base/json.h"
#include "report/timeline.h"

namespace reeve {

// Which moments are wanted; what is not set lets every one pass.
struct MomentFilter {
  std::string task;            // the beginning of an id
  std::string agent;           // whole
  std::set<EventType> events;  // of one of these types
  std::optional<TimePoint> from;
  std::optional<TimePoint> until;  // itself included
};

bool is_wanted(const Timeline& timeline, const Moment& moment, const MomentFilter& filter);

// "speed-aaaa" of the goal's own moments, otherwise the task's id.
const std::string& subject_of(const Timeline& timeline, const Moment& moment);

// "2026-11-21 03:20:00  parser-k3qa  claimed by worker@build7: attempt 1 with small": UTC, the subject in a
// column of `id_width`.
std::string moment_line(const Timeline& timeline, const GoalHistory& history, const Moment& moment,
                        std::size_t id_width);
// What happened at this moment, without the time and the subject.
std::string moment_words(const Timeline& timeline, const GoalHistory& history, const Moment& moment);
// {"at","said_at"?,"goal","task"?,"event","by","attempt"?,"agent"?,"outcome"?,"verdict"?,"reason"?,"phase"}:
// a task's phase afterwards, or the goal's. `said_at` is there where the log has another time.
JsonObject moment_json(const Timeline& timeline, const GoalHistory& history, const Moment& moment);

// "3 waiting, 12 running (8 small, 4 opus), 2 ready, 40 landed, 2 plans done"; "nothing is planned yet".
// Agents with the most tasks come first.
std::string scene_words(const Scene& scene);

// What `replay --at` prints: the goal, scene_words(), and the tasks that run, the longest first.
std::string scene_text(const Timeline& timeline, const Scene& scene, std::size_t width);
// {"goal","at","phase","moments","phases":{…},"plans_done","running":[{"task","title","agent","attempt",
// "since"}]}; each phase is there.
JsonObject scene_json(const Timeline& timeline, const Scene& scene);

// Indexes of the tasks that run in the scene, the longest first.
std::vector<std::size_t> running_in(const Scene& scene);

}  // namespace reeve
