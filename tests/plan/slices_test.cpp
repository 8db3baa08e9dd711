#include "plan/slices.h"

#include <fmt/format.h>

#include "scene.h"
#include "support/catch.h"

namespace slices_test {

using namespace reeve;
using namespace reeve::test;

namespace {

// "part in root of cycle 1: part part-2, planned now, settled"; a line each.
std::string describe(const Slices& slices) {
  std::string text;
  for (const auto& [id, slice] : slices.all()) {
    text +=
        fmt::format("{} in {} of cycle {}:", id, slice.above.empty() ? "nothing" : slice.above, slice.cycle);
    for (const TaskState* plan : slice.plans) text += " " + plan->spec.id;
    if (slice.is_being_planned) text += ", planned now";
    text += slices.has_settled(slice) ? ", settled\n" : "\n";
  }
  return text + "root: " + (slices.root() == nullptr ? "none" : slices.root()->id) + "\n";
}

}  // namespace

TEST_CASE("slices lie in each other as planners call planners, and plans that go on add none") {
  Scene story;
  story.plan("root");
  story.plan("part", "root");
  story.plan("deep", "part");
  story.plan_on("part-2", "part");
  story.live("x", Phase::open, "deep");
  story.live("other", Phase::open, "root", TaskKind::plan);
  story.landed("y", "part-2");
  CHECK(describe(Slices(story.scene)) ==
        "deep in part of cycle 1: deep\n"
        "other in root of cycle 1: other, planned now\n"
        "part in root of cycle 1: part part-2\n"
        "root in nothing of cycle 1: root\n"
        "root: root\n");
}

TEST_CASE("a slice has settled when nothing in it, or below it, goes on by itself") {
  Scene story;
  story.plan("root");
  story.plan("part", "root");
  TaskState& held = story.live("x", Phase::held, "part");
  story.live("y", Phase::waiting, "part").spec.after = {"x"};
  const std::string settled =
      "part in root of cycle 1: part, settled\n"
      "root in nothing of cycle 1: root, settled\n"
      "root: root\n";
  CHECK(describe(Slices(story.scene)) == settled);
  held.phase = Phase::open;
  CHECK(describe(Slices(story.scene)) ==
        "part in root of cycle 1: part\n"
        "root in nothing of cycle 1: root\n"
        "root: root\n");
}

TEST_CASE("the root is the newest one of this cycle, and slices of an older cycle stay of theirs") {
  Scene story;
  story.plan("root-1");
  story.plan("part", "root-1");
  story.begin_cycle(2);
  CHECK(describe(Slices(story.scene)) ==
        "part in root-1 of cycle 1: part, settled\n"
        "root-1 in nothing of cycle 1: root-1, settled\n"
        "root: none\n");
  story.plan("root-2").spec.cycle = 2;
  story.filed("root-3", Phase::cancelled, "", TaskKind::plan).spec.cycle = 2;
  CHECK(Slices(story.scene).root()->id == "root-2");
}

TEST_CASE("parents that an altered log closes to a ring end") {
  Scene story;
  story.plan("a", "b");
  story.plan("b", "a");
  story.live("x", Phase::open, "a");
  CHECK(describe(Slices(story.scene)) ==
        "a in b of cycle 1: a\n"
        "b in a of cycle 1: b\n"
        "root: none\n");
}

}  // namespace slices_test
