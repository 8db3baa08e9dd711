// What a task and a goal are when they are planned. Plain values; never changed afterwards.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reeve {

enum class TaskKind {
  work,   // its result is commits
  plan,   // its result is more tasks
  judge,  // its result is a verdict on the goal
};

std::string_view name_of(TaskKind kind);
std::optional<TaskKind> task_kind_named(std::string_view name);

// Which ladder of workers' agents a task is tried with.
enum class Difficulty { easy, normal, hard };

std::string_view name_of(Difficulty difficulty);
std::optional<Difficulty> difficulty_named(std::string_view name);

struct TaskSpec {
  std::string id;
  std::string goal;
  TaskKind kind = TaskKind::work;
  std::string title;  // one line
  std::string body;
  std::vector<std::string> accept;  // acceptance criteria
  std::vector<std::string> scope;   // globs; empty: everything but the protected paths
  std::vector<std::string> checks;  // shell commands
  std::vector<std::string> after;   // ids of tasks that must land first
  std::string parent;               // id of the plan task that made it, or empty
  std::string path;                 // what {path} stands for, or empty
  std::string agent;                // where the ladder begins, or empty
  Difficulty difficulty = Difficulty::normal;
  int priority = 0;                      // larger is sooner
  int minutes = 0;                       // how long the planner thinks that an agent takes; 0: it did not say
  std::vector<std::string> splits = {};  // hot files that this task takes apart: once it has landed, they are
                                         // not hot any more
  // Of plans and judges:
  std::string continues = {};  // id of the first plan of the slice that this one goes on with, or empty
  int cycle = 0;               // of the goal; 0: none was counted
  std::vector<std::string> about = {};  // what it was woken for: reports, as plan/reports.h names them
  // Of a person's branch that joined the queue: what they pushed, reeve/ready/<this>. Empty: it was planned.
  std::string pushed_as = {};

  bool operator==(const TaskSpec&) const = default;
};

struct GoalSpec {
  std::string id;
  std::string title;
  std::string body;
  std::vector<std::string> accept;
  std::vector<std::string> checks;
  std::string target;  // full ref name of the branch that receives landings
  std::string base;    // commit id, 40 digits

  bool operator==(const GoalSpec&) const = default;
};

}  // namespace reeve
