#include "task/spec.h"

namespace reeve {

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
