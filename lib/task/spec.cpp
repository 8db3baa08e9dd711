#include "task/spec.h"

namespace reeve {

std::string_view name_of(TaskKind kind) {
  switch (kind) {
    case TaskKind::work:
      return "work";
    case TaskKind::plan:
      return "plan";
    case TaskKind::judge:
      break;
  }
  return "judge";
}

std::optional<TaskKind> task_kind_named(std::string_view name) {
  for (const TaskKind kind : {TaskKind::work, TaskKind::plan, TaskKind::judge}) {
    if (name == name_of(kind)) return kind;
  }
  return std::nullopt;
}

std::string_view name_of(Difficulty difficulty) {
  switch (difficulty) {
    case Difficulty::easy:
      return "easy";
    case Difficulty::normal:
      return "normal";
    case Difficulty::hard:
      break;
  }
  return "hard";
}

std::optional<Difficulty> difficulty_named(std::string_view name) {
  for (const Difficulty difficulty : {Difficulty::easy, Difficulty::normal, Difficulty::hard}) {
    if (name == name_of(difficulty)) return difficulty;
  }
  return std::nullopt;
}

}  // namespace reeve
