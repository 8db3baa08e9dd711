// Whose tasks are whose, when several planners plan for one goal.
#include "plan/goal_picture.h"

#include "support/catch.h"

namespace goal_picture_test {

using namespace reeve;

namespace {

TaskState live(const std::string& id, TaskKind kind, const std::string& parent) {
  TaskState task;
  task.spec.id = id;
  task.spec.kind = kind;
  task.spec.parent = parent;
  task.phase = Phase::open;
  return task;
}

// A root plan that is done made two parts. The first part is done, too; its planner was woken ("again") and
// has made a part of its own. The second part is being planned.
GoalPicture story() {
  GoalPicture picture;
  picture.paths = {"a.c"};
  picture.plans = {{"root", ""}, {"first", "root"}, {"again", "root"}, {"deep", "again"}, {"second", "root"}};
  picture.slices = {{"again", "first"}};
  picture.live = {live("deep", TaskKind::plan, "again"),   live("of-again", TaskKind::work, "again"),
                  live("of-deep", TaskKind::work, "deep"), live("of-first", TaskKind::work, "first"),
                  live("of-root", TaskKind::work, "root"), live("of-somebody", TaskKind::work, ""),
                  live("second", TaskKind::plan, "root")};
  TaskState done = live("landed", TaskKind::work, "first");
  done.phase = Phase::landed;
  TaskState cancelled = live("cancelled", TaskKind::work, "first");
  cancelled.phase = Phase::cancelled;
  picture.past = {done, cancelled};
  return picture;
}

TaskSpec plan(const std::string& id, const std::string& parent, const std::vector<std::string>& scope) {
  TaskSpec spec;
  spec.id = id;
  spec.kind = TaskKind::plan;
  spec.parent = parent;
  spec.scope = scope;
  return spec;
}

// "of-first own, root above, …"; what is neither is only named.
std::string shown(const LintContext& context) {
  std::string text;
  for (const KnownTask& task : context.tasks) {
    text += (text.empty() ? "" : ", ") + task.id;
    if (task.is_own) text += " own";
    if (task.is_above) text += " above";
  }
  return text;
}

}  // namespace

TEST_CASE(
    "a plan of the whole goal may change every task, and no other may change what is not of its slice") {
  const GoalPicture picture = story();
  CHECK(
      shown(lint_context(picture, plan("new-root", "", {}))) ==
      "deep own, of-again own, of-deep own, of-first own, of-root own, of-somebody own, second own, landed");
  CHECK(shown(lint_context(picture, plan("second", "root", {"b/**"}))) ==
        "deep, of-again, of-deep, of-first, of-root, of-somebody, second above, landed");
}

TEST_CASE("a planner that goes on with a slice has what its first plan, and all plans below it, made") {
  TaskSpec woken = plan("once-more", "root", {"a/**"});
  woken.continues = "first";
  woken.about = {"report"};
  const LintContext context = lint_context(story(), woken);
  CHECK(shown(context) ==
        "deep own, of-again own, of-deep own, of-first own, of-root, of-somebody, second, landed");
  CHECK(context.may_be_empty);
  CHECK(context.author == PlanAuthor::planner);
  CHECK(context.paths == std::vector<std::string>{"a.c"});
  CHECK_FALSE(lint_context(story(), plan("new-root", "", {})).may_be_empty);
}

TEST_CASE("a planner below others has only its own, and theirs are above it") {
  CHECK(shown(lint_context(story(), plan("deep", "again", {"a/b/**"}))) ==
        "deep above, of-again, of-deep own, of-first, of-root, of-somebody, second, landed");
}

TEST_CASE("parents that go round end where they began") {
  GoalPicture picture = story();
  picture.plans = {{"root", "first"}, {"first", "root"}};
  CHECK(shown(lint_context(picture, plan("first", "root", {"a/**"}))).find("of-root own") !=
        std::string::npos);
}

}  // namespace goal_picture_test
