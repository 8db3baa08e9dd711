// What a plan does to tasks that were planned before.
#include "plan/lint_story.h"
#include "support/catch.h"
#include "task/codec.h"

namespace lint_changes_test {

using namespace reeve;
using namespace reeve::test;

namespace {

void add(LintContext& context, const std::string& id, Phase phase) {
  KnownTask task{.id = id, .title = id, .scope = {"doc/guide.md"}, .phase = phase, .is_own = true};
  context.known_ids.insert(id);
  context.tasks.push_back(task);
}

LintContext story() {
  LintContext context = planner_context();
  add(context, "held-dddd", Phase::held);
  add(context, "running-eeee", Phase::claimed);
  add(context, "submitted-ffff", Phase::ready);
  add(context, "foreign-gggg", Phase::open);
  context.tasks.back().is_own = false;
  add(context, "plan-hhhh", Phase::claimed);
  context.tasks.back().kind = TaskKind::plan;
  context.tasks.back().is_above = true;
  context.tasks.back().scope = {};
  return context;
}

PlanChanges dropping(const std::vector<std::string>& ids) {
  PlanChanges changes;
  for (const std::string& id : ids) changes.drop.push_back({id, "not needed", "p:9"});
  return changes;
}

PlanChanges retrying(const std::vector<std::string>& ids) {
  PlanChanges changes;
  for (const std::string& id : ids) changes.retry.push_back({id, "try again", "p:9"});
  return changes;
}

PlannedTask replacing(const std::vector<std::string>& ids) {
  PlannedTask task = planned("a", {"src/main.c"});
  task.replaces = ids;
  return task;
}

}  // namespace

TEST_CASE("a planner replaces, drops and retries tasks of its own that nobody works on") {
  PlannedTask half = replacing({"parser-aaaa", "held-dddd"});
  PlannedTask other_half = planned("b", {"src/parser/b.c"});
  other_half.replaces = {"parser-aaaa"};
  CHECK(describe(lint({half, other_half}, dropping({"printer-bbbb"}), story())) == "");
  CHECK(describe(lint({}, retrying({"held-dddd"}), story())) == "");
}

TEST_CASE("what a plan replaces is live, its own, and not at work") {
  CHECK(
      describe(lint({replacing({"parser-aaab", "lexer-cccc", "running-eeee", "submitted-ffff", "foreign-gggg",
                                "plan-hhhh", "held-dddd", "held-dddd"})},
                    {}, story())) ==
      "p:a: task 'a' replaces 'parser-aaab', which is no open task of this goal; did you mean "
      "'parser-aaaa'?\n"
      "p:a: task 'a' replaces 'lexer-cccc', which has landed\n"
      "p:a: task 'a' replaces 'running-eeee', which is claimed; leave it until it has ended\n"
      "p:a: task 'a' replaces 'submitted-ffff', which is ready; leave it until it has ended\n"
      "p:a: task 'a' replaces 'foreign-gggg', which another planner has planned; say in the handoff what is "
      "wrong with it\n"
      "p:a: task 'a' replaces 'plan-hhhh', which is not for it to change\n"
      "p:a: task 'a' replaces 'held-dddd', which it names twice");
}

TEST_CASE("only what is held is put back") {
  CHECK(describe(lint({}, retrying({"parser-aaaa", "running-eeee", "zzz"}), story())) ==
        "p:9: 'retry' names 'parser-aaaa', which is open; only a task that is held is put back\n"
        "p:9: 'retry' names 'running-eeee', which is claimed; leave it until it has ended\n"
        "p:9: 'retry' names 'zzz', which is no open task of this goal");
}

TEST_CASE("one thing is done to a task, and once") {
  PlanChanges changes = dropping({"held-dddd", "printer-bbbb", "printer-bbbb"});
  changes.retry = retrying({"printer-bbbb"}).retry;
  PlannedTask task = replacing({"held-dddd"});
  CHECK(describe(lint({task}, changes, story())) ==
        "p:9: 'drop' names 'held-dddd', which the plan is to replace already; name it once\n"
        "p:9: 'drop' names 'printer-bbbb', which the plan is to drop already; name it once\n"
        "p:9: 'retry' names 'printer-bbbb', which the plan is to drop already; name it once");
}

TEST_CASE("no task waits for one that its plan takes away") {
  PlannedTask task = replacing({"parser-aaaa"});
  task.spec.after = {"parser-aaaa", "printer-bbbb"};
  CHECK(describe(lint({task}, dropping({"printer-bbbb"}), story())) ==
        "p:a: task 'a' comes after 'parser-aaaa', which this plan takes away; name what replaces it\n"
        "p:a: task 'a' comes after 'printer-bbbb', which this plan takes away; name what replaces it");
}

TEST_CASE("a reason fits into a log") {
  PlanChanges changes = dropping({"held-dddd"});
  changes.drop[0].text = std::string(longest_text + 1, 'x');
  CHECK(describe(lint({}, changes, story())) ==
        "p:9: the reason of 'held-dddd' has 16385 bytes, and 16384 are allowed");
}

}  // namespace lint_changes_test
