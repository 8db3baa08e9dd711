// Where tasks get into each other's way: per file, how many tasks changed it, how many attempts met a
// conflict in it, and how many were made again because of one. A file with too many conflicts is hot: its
// planner is told, and tasks that may change it are done one after the other, until one lands that takes it
// apart. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "plan/goal_scene.h"
#include "task/fold.h"

namespace reeve {

struct FileCollisions {
  std::string path;
  std::size_t touches = 0;    // landed tasks whose commits changed it
  std::size_t conflicts = 0;  // attempts that conflicted in it: with the target, at the worker's or the gate
  std::size_t rework = 0;     // attempts that came after one with a conflict in it
  bool is_hot = false;

  bool operator==(const FileCollisions&) const = default;
};

struct CollisionFacts {
  std::vector<const TaskState*> tasks;  // live, landed and cancelled: whose attempts count
  // What the commits of landed tasks changed, by the task's id.
  std::map<std::string, std::vector<std::string>> changed;
  TimePoint since{};    // the cycle's begin: attempts that ended before it do not count
  std::size_t hot = 3;  // [plan] hot
};

// All that a scene tells, with nothing in `changed`: what the commits of landed tasks changed is only for
// people and planners.
CollisionFacts collision_facts(const GoalScene& scene);

// Of each file that had a conflict or a landing, the ones with the most conflicts first, then those with the
// most touches, then by name. A file is hot if it had `hot` conflicts since the newest landing of a task that
// names it in `splits`.
std::vector<FileCollisions> collisions_of(const CollisionFacts& facts);

std::vector<std::string> hot_files(const std::vector<FileCollisions>& collisions);

// Whether the task may change this file: it does work, and has the file in its scope, or no scope.
bool may_change(const TaskSpec& task, const std::string& path);
bool may_change_any(const TaskSpec& task, const std::vector<std::string>& paths);

// A task that has to let another one go first.
struct Turn {
  std::string path;    // a hot file
  std::string behind;  // id of the task that is before it there

  bool operator==(const Turn&) const = default;
};

// The waiting tasks that must not start yet, with the reason, by id. Before one of them at a hot file are all
// tasks that may change it and have started (open, claimed, ready, failed), and of those that could start
// now, the ones that take a hot file apart, then those of higher priority, then the older ones. So the first
// of them waits only for what has started, and none for ever. `startable`: ids of the waiting tasks whose
// predecessors have landed; the others are behind nobody yet, and before nobody.
std::map<std::string, Turn> turns_at(const std::vector<std::string>& hot,
                                     const std::vector<const TaskState*>& live,
                                     const std::vector<std::string>& startable);

// The same of a scene.
std::map<std::string, Turn> turns_at(const GoalScene& scene, const std::vector<std::string>& hot);

// For the prompt of a planner: a section with a table of at most 10 files with conflicts and what to do about
// the hot ones; empty where there is no conflict.
std::string collisions_section(const std::vector<FileCollisions>& collisions);

}  // namespace reeve
