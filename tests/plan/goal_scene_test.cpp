#include "plan/goal_scene.h"

#include "scene.h"
#include "support/catch.h"

namespace goal_scene_test {

using namespace reeve;
using namespace reeve::test;

namespace {

std::string word(Fate fate) {
  return fate == Fate::done ? "done" : fate == Fate::coming ? "coming" : "never";
}

}  // namespace

TEST_CASE("what has become of a task that others wait for") {
  Scene story;
  story.landed("landed");
  story.live("open", Phase::open);
  story.live("held", Phase::held);
  story.filed("cancelled", Phase::cancelled);
  story.filed("dropped", Phase::cancelled).is_dropped = true;
  story.filed("split", Phase::cancelled).replaced_by = {"landed", "open"};
  story.filed("rewritten", Phase::cancelled).replaced_by = {"split"};
  story.filed("gone on", Phase::cancelled).replaced_by = {"landed", "dropped"};
  story.filed("in vain", Phase::cancelled).replaced_by = {"held", "landed"};
  story.live("behind", Phase::waiting).spec.after = {"open", "landed"};
  story.live("behind held", Phase::waiting).spec.after = {"open", "held"};
  Fates fates(story.scene);
  std::string told;
  for (const char* id : {"landed", "open", "held", "cancelled", "dropped", "split", "rewritten", "gone on",
                         "in vain", "behind", "behind held", "unknown"}) {
    told += std::string(id) + ": " + word(fates.of(id)) + "\n";
  }
  CHECK(told ==
        "landed: done\n"
        "open: coming\n"
        "held: never\n"
        "cancelled: never\n"
        "dropped: done\n"
        "split: coming\n"
        "rewritten: coming\n"
        "gone on: done\n"
        "in vain: never\n"
        "behind: coming\n"
        "behind held: never\n"
        "unknown: never\n");
}

TEST_CASE("a circle that only an altered log can have ends, and never comes") {
  Scene story;
  TaskState& a = story.live("a", Phase::waiting);
  TaskState& b = story.live("b", Phase::waiting);
  a.spec.after = {"b"};
  b.spec.after = {"a"};
  Fates fates(story.scene);
  CHECK(fates.of("a") == Fate::never);
  CHECK(fates.of_predecessors(b) == Fate::never);
}

}  // namespace goal_scene_test
