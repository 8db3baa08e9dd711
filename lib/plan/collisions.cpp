#include "plan/collisions.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/glob.h"
#include "base/text.h"

namespace reeve {

namespace {

constexpr std::size_t most_files_told = 10;

bool contains(const std::vector<std::string>& items, const std::string& item) {
  return std::ranges::find(items, item) != items.end();
}

class CollisionCounter {
 public:
  explicit CollisionCounter(const CollisionFacts& facts) : facts_(facts) {}

  std::vector<FileCollisions> count() {
    for (const auto& [task, paths] : facts_.changed) {
      for (const std::string& path : paths) ++of(path).touches;
    }
    for (const TaskState* const task : facts_.tasks) note_splits(*task);
    for (const TaskState* const task : facts_.tasks) note_attempts(*task);
    std::vector<FileCollisions> files;
    for (auto& [path, file] : files_) {
      file.is_hot = since_split_[path] >= facts_.hot;
      files.push_back(std::move(file));
    }
    std::sort(files.begin(), files.end(), [](const FileCollisions& a, const FileCollisions& b) {
      return std::tuple(b.conflicts, b.touches, a.path) < std::tuple(a.conflicts, a.touches, b.path);
    });
    return files;
  }

 private:
  FileCollisions& of(const std::string& path) {
    FileCollisions& file = files_[path];
    file.path = path;
    return file;
  }

  void note_splits(const TaskState& task) {
    if (task.phase != Phase::landed) return;
    for (const std::string& path : task.spec.splits)
      taken_apart_[path] = std::max(taken_apart_[path], task.phase_since);
  }

  void note_attempts(const TaskState& task) {
    const std::vector<std::string>* before = nullptr;
    for (const Attempt& attempt : task.attempts) {
      const bool counts = attempt.ended.value_or(attempt.started) >= facts_.since;
      if (counts && before != nullptr) {
        for (const std::string& path : *before) ++of(path).rework;
      }
      if (counts && attempt.ended) note_conflicts(attempt.paths, *attempt.ended);
      before = &attempt.paths;
    }
  }

  void note_conflicts(const std::vector<std::string>& paths, TimePoint at) {
    for (const std::string& path : paths) {
      ++of(path).conflicts;
      const auto split = taken_apart_.find(path);
      if (split == taken_apart_.end() || at > split->second) ++since_split_[path];
    }
  }

  const CollisionFacts& facts_;
  std::map<std::string, FileCollisions> files_;
  std::map<std::string, TimePoint> taken_apart_;    // by path: when that landed
  std::map<std::string, std::size_t> since_split_;  // by path: conflicts after it
};

// --- Turns

bool has_started(const TaskState& task) {
  return task.phase == Phase::open || task.phase == Phase::claimed || task.phase == Phase::ready ||
         task.phase == Phase::failed;
}

bool takes_apart(const TaskSpec& task, const std::vector<std::string>& hot) {
  return std::ranges::any_of(task.splits, [&](const std::string& path) { return contains(hot, path); });
}

std::vector<const TaskState*> in_turn(const std::vector<const TaskState*>& live,
                                      const std::vector<std::string>& hot,
                                      const std::vector<std::string>& startable) {
  std::vector<const TaskState*> tasks;
  std::ranges::copy_if(live, std::back_inserter(tasks), [&](const TaskState* task) {
    return task->phase == Phase::waiting && contains(startable, task->spec.id);
  });
  const auto place = [&](const TaskState& task) {
    return std::tuple(!takes_apart(task.spec, hot), -task.spec.priority, task.planned_at, task.spec.id);
  };
  std::sort(tasks.begin(), tasks.end(),
            [&](const TaskState* a, const TaskState* b) { return place(*a) < place(*b); });
  return tasks;
}

// --- Words

std::string row_of(const FileCollisions& file) {
  return fmt::format("| `{}` | {} | {} | {} | {} |\n", printable(file.path), file.touches, file.conflicts,
                     file.rework, file.is_hot ? "hot" : "");
}

}  // namespace

CollisionFacts collision_facts(const GoalScene& scene) {
  CollisionFacts facts;
  for (const auto* tasks : {&scene.live, &scene.filed, &scene.landed}) {
    for (const auto& [id, task] : *tasks) facts.tasks.push_back(task);
  }
  if (!scene.goal->cycles.empty()) facts.since = scene.goal->cycles.back().started;
  facts.hot = scene.config->plan.hot;
  return facts;
}

std::vector<FileCollisions> collisions_of(const CollisionFacts& facts) {
  return CollisionCounter(facts).count();
}

std::vector<std::string> hot_files(const std::vector<FileCollisions>& collisions) {
  std::vector<std::string> paths;
  for (const FileCollisions& file : collisions) {
    if (file.is_hot) paths.push_back(file.path);
  }
  return paths;
}

bool may_change(const TaskSpec& task, const std::string& path) {
  return task.kind == TaskKind::work && (task.scope.empty() || any_glob_matches(task.scope, path));
}

bool may_change_any(const TaskSpec& task, const std::vector<std::string>& paths) {
  return std::ranges::any_of(paths, [&](const std::string& path) { return may_change(task, path); });
}

std::map<std::string, Turn> turns_at(const std::vector<std::string>& hot,
                                     const std::vector<const TaskState*>& live,
                                     const std::vector<std::string>& startable) {
  std::map<std::string, std::string> last_at;  // by path: who is the last in its queue
  for (const TaskState* const task : live) {
    for (const std::string& path : hot) {
      if (has_started(*task) && may_change(task->spec, path)) last_at[path] = task->spec.id;
    }
  }
  std::map<std::string, Turn> turns;
  for (const TaskState* const task : in_turn(live, hot, startable)) {
    for (const std::string& path : hot) {
      if (!may_change(task->spec, path)) continue;
      std::string& last = last_at[path];
      if (!last.empty()) turns.try_emplace(task->spec.id, Turn{path, last});
      last = task->spec.id;
    }
  }
  return turns;
}

std::map<std::string, Turn> turns_at(const GoalScene& scene, const std::vector<std::string>& hot) {
  if (hot.empty()) return {};
  Fates fates(scene);
  std::vector<std::string> startable;
  std::vector<const TaskState*> live;
  for (const auto& [id, task] : scene.live) {
    live.push_back(task);
    if (task->phase == Phase::waiting && fates.of_predecessors(*task) == Fate::done) startable.push_back(id);
  }
  return turns_at(hot, live, startable);
}

std::string collisions_section(const std::vector<FileCollisions>& collisions) {
  std::string rows;
  std::size_t told = 0;
  bool any_hot = false;
  for (const FileCollisions& file : collisions) {
    if (file.conflicts == 0 || told == most_files_told) break;  // they are sorted by that
    rows += row_of(file);
    any_hot = any_hot || file.is_hot;
    ++told;
  }
  if (rows.empty()) return "";
  std::string text =
      "\n# Files in which tasks collided, in this cycle\n\n"
      "| file | tasks that changed it | conflicts | attempts made again | |\n|---|---|---|---|---|\n" +
      rows;
  if (!any_hot) return text;
  return text +
         "\nTasks that may change a hot file are done one after the other, until a task has landed that "
         "takes "
         "it apart. Plan\none for each: its `splits` names the file, its scope has it and the files that its "
         "parts go to, and afterwards\nno two of the tasks to come have to change the same part. Keep hot "
         "files out of the scope of all others that can\ndo without.\n";
}

}  // namespace reeve
