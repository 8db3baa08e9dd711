#include "plan/cut.h"

#include "support/catch.h"

namespace cut_test {

using namespace reeve;

namespace {

using Texts = std::vector<std::string>;

PlannedTask task(const std::string& name, const Texts& after = {}) {
  PlannedTask task;
  task.name = name;
  task.spec.title = name;
  task.spec.after = after;
  return task;
}

PlannedTask plan(const std::string& name) {
  PlannedTask plan = task(name);
  plan.spec.kind = TaskKind::plan;
  return plan;
}

LintContext room_for(std::size_t tasks) {
  LintContext context;
  context.limits.tasks_per_plan = tasks;
  return context;
}

Texts kept(const CutPlan& plan) {
  Texts names;
  for (const PlannedTask& task : plan.tasks) names.push_back(task.name);
  return names;
}

}  // namespace

TEST_CASE("a plan within the limits is kept whole") {
  const CutPlan cut = cut_to_limits({task("a"), task("b", {"a", "elsewhere-aaaa"})}, room_for(2));
  CHECK(kept(cut) == Texts{"a", "b"});
  CHECK(cut.cut.empty());
}

TEST_CASE("the first tasks are kept, and none whose predecessor is cut") {
  const CutPlan cut = cut_to_limits({task("c", {"b"}), task("b", {"a"}), task("a"), task("d")}, room_for(3));
  CHECK(kept(cut) == Texts{"b", "a", "d"});
  CHECK(cut.cut == Texts{"1 task cut, as limits.tasks_per_plan is 3: c"});
}

TEST_CASE("a goal that is nearly full cuts, too") {
  LintContext context = room_for(100);
  context.limits.tasks_per_goal = 10;
  context.tasks_in_goal = 9;
  const CutPlan cut = cut_to_limits({task("a"), task("b"), task("c")}, context);
  CHECK(kept(cut) == Texts{"a"});
  CHECK(cut.cut == Texts{"2 tasks cut, as limits.tasks_per_goal is 10, and there were 9: b, c"});
}

TEST_CASE("plans that would lie too deep are cut") {
  LintContext context = room_for(100);
  context.depth = context.limits.depth;
  const CutPlan cut = cut_to_limits({task("a"), plan("b"), task("c", {"b"})}, context);
  CHECK(kept(cut) == Texts{"a"});
  CHECK(cut.cut ==
        Texts{"1 task cut, as limits.depth is 3: b", "1 task cut, as they come after what was cut: c"});
}

}  // namespace cut_test
