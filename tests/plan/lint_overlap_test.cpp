// Tasks and plans that would meet in the same files.
#include "plan/lint_story.h"
#include "support/catch.h"

namespace lint_overlap_test {

using namespace reeve;
using namespace reeve::test;

namespace {

std::string lines(const std::vector<PlannedTask>& tasks, const LintContext& context = planner_context()) {
  return describe(lint(tasks, context));
}

PlannedTask after(PlannedTask task, const std::vector<std::string>& predecessors) {
  task.spec.after = predecessors;
  return task;
}

const std::string advice = "; let one come after the other, or name it in 'overlaps' if that is meant";
const std::string one_owner = "; two planners must not decide the same: let one of them have these paths";

// A sub-plan that is live, beside what planner_context() has.
LintContext with_live_part(const std::vector<std::string>& scope) {
  LintContext context = planner_context();
  KnownTask part{
      .id = "part-dddd", .kind = TaskKind::plan, .title = "A part", .scope = scope, .is_own = true};
  part.phase = Phase::claimed;
  context.tasks.push_back(part);
  context.known_ids.insert(part.id);
  context.plan_ids.insert(part.id);
  return context;
}

}  // namespace

TEST_CASE("two tasks of a plan that may touch a common file are ordered, or it is meant") {
  const PlannedTask all = planned("all", {"src/*.c", "doc/**"});
  const PlannedTask one = planned("one", {"src/lexer.c", "src/main.c"});
  CHECK(lines({all, one}) ==
        "p:one: task 'one' may touch the same files as task 'all': src/lexer.c, src/main.c" + advice);
  CHECK(lines({all, after(one, {"all"})}) == "");
  CHECK(lines({after(all, {"one"}), one}) == "");
  const PlannedTask between = after(planned("between", {"tests/lexer_test"}), {"all"});
  CHECK(lines({all, between, after(one, {"between"})}) == "");
  PlannedTask accepting = one;
  accepting.overlaps = {"all"};
  CHECK(lines({all, accepting}) == "");
  CHECK(lines({accepting, all}) == "");
  accepting.overlaps = {"al", "parser-aaab"};
  CHECK(lines({accepting}) ==
        "p:one: task 'one' overlaps 'al', which is no task of this plan or goal\n"
        "p:one: task 'one' overlaps 'parser-aaab', which is no task of this plan or goal; did you mean "
        "'parser-aaaa'?");
}

TEST_CASE("files that are not there yet are compared by their patterns") {
  PlannedTask one = planned("one", {"doc/guide.md"});
  one.creates = {"src/new/**"};
  PlannedTask other = planned("other", {"src/n*/x.h"});
  other.creates = {"src/n*/x.h"};
  CHECK(lines({one, other}) ==
        "p:other: task 'other' may touch the same files as task 'one': src/n*/x.h, src/new/**" + advice);
  other.creates = {"lib/x.h"};
  other.spec.scope = {"src/main.c"};
  CHECK(lines({one, other}) == "");
}

TEST_CASE("a task is ordered against live ones as well, over their own order") {
  const PlannedTask task = planned("a", {"src/printer/a.c"});
  CHECK(lines({task}) ==
        "p:a: task 'a' may touch the same files as 'printer-bbbb', which is waiting: src/printer/a.c" +
            advice);
  CHECK(lines({after(task, {"printer-bbbb"})}) == "");
  CHECK(lines({after(planned("b", {"src/parser/b.c"}), {"printer-bbbb"})}) ==
        "");  // which waits for the parser
  PlannedTask meant = task;
  meant.overlaps = {"printer-bbbb"};
  CHECK(lines({meant}) == "");
  PlannedTask instead = task;
  instead.replaces = {"printer-bbbb"};
  CHECK(lines({instead}) == "");
  PlanChanges changes;
  changes.drop = {{"printer-bbbb", "not needed", "p:1"}};
  CHECK(lint({task}, changes, planner_context()).empty());
}

TEST_CASE("who waited for a replaced task comes after what replaces it") {
  PlannedTask half = planned("half", {"src/parser/a.c", "src/printer/a.c"});
  CHECK(lines({half}).find("'parser-aaaa', which is open") != std::string::npos);
  half.replaces = {"parser-aaaa"};
  CHECK(lines({half}) == "");
}

TEST_CASE("a task that may touch everything meets all others of a planner, and none of a person") {
  PlannedTask vast = planned("vast", {});
  CHECK(lines({vast, planned("a", {"src/main.c"})}) ==
        "p:vast: task 'vast' may touch the same files as 'parser-aaaa', which is open: src/parser/**" +
            advice +
            "\np:vast: task 'vast' may touch the same files as 'printer-bbbb', which is waiting: "
            "src/printer/**" +
            advice + "\np:a: task 'a' may touch the same files as task 'vast': src/main.c" + advice);
  LintContext person = planner_context();
  person.author = PlanAuthor::person;
  CHECK(lines({vast, planned("a", {"src/main.c"})}, person) == "");
  const auto findings = lint({planned("a", {"src/main.c"}), planned("b", {"src/*.c"})}, person);
  CHECK(findings == std::vector<Finding>{{"p:b", "task 'b' may touch the same files as task 'a': src/main.c",
                                          advice.substr(2), FindingKind::advice}});
}

TEST_CASE("of pairs that meet 20 are named, and the others counted") {
  std::vector<PlannedTask> tasks;
  for (int number = 0; number < 10; ++number)
    tasks.push_back(planned("t" + std::to_string(number), {"src/main.c"}));
  const auto findings = lint(tasks, planner_context());
  REQUIRE(findings.size() == 21);
  CHECK(findings.back() == Finding{"", "… and so with 25 more pairs", "", FindingKind::wrong});
}

TEST_CASE("two sub-plans never have a path in common, wanted or not") {
  PlannedTask lexer = planned_part("lexer", {"src/lexer.*", "tests/**"});
  PlannedTask parser = planned_part("parser", {"src/**/*.c"});
  parser.overlaps = {"lexer"};
  CHECK(lines({lexer, parser}) ==
        "p:parser: task 'parser' enters the slice of task 'lexer': src/**/*.c" + one_owner);
  CHECK(lines({lexer, planned_part("doc", {"doc/**"})}) == "");
  CHECK(lines({planned_part("all", {})}) ==
        "p:all: task 'all' is a plan without a scope; name the paths that its tasks may touch");
}

TEST_CASE("nobody plans or works in the slice of a live sub-plan but itself") {
  const PlannedTask task = planned("a", {"src/main.c"});
  const PlannedTask part = planned_part("b", {"src/*.h"});
  CHECK(lines({task, part}, with_live_part({"src/*"})) ==
        "p:a: task 'a' enters the slice of 'part-dddd', which is claimed: src/main.c" + one_owner +
            "\np:b: task 'b' enters the slice of 'part-dddd', which is claimed: src/*.h" + one_owner);
  CHECK(lines({task, part}, with_live_part({"doc/**"})) == "");
  LintContext from_within = with_live_part({"src/*"});
  from_within.tasks.back().is_above = true;
  CHECK(lines({task, part}, from_within) == "");
}

TEST_CASE("a task in the slice of a sub-plan of its own plan lands before that one is planned") {
  const PlannedTask task = planned("a", {"src/main.c"});
  CHECK(lines({task, planned_part("b", {"src/*"})}) ==
        "p:a: task 'a' enters the slice of task 'b': src/main.c" + one_owner);
  CHECK(lines({task, after(planned_part("b", {"src/*"}), {"a"})}) == "");
}

TEST_CASE("of a large plan for a large repository the first overlaps are told") {
  LintContext context = planner_context();
  context.paths.clear();
  for (int folder = 100; folder < 300; ++folder) {
    for (int file = 100; file < 150; ++file)
      context.paths.push_back("src/part" + std::to_string(folder) + "/file" + std::to_string(file) + ".c");
  }
  std::vector<PlannedTask> tasks;
  for (int number = 0; number < 20; ++number) {
    PlannedTask task = planned("t" + std::to_string(number), {});
    for (int glob = 0; glob < 9; ++glob)
      task.spec.scope.push_back("src/part" + std::to_string(100 + 10 * number + glob) + "/f*.c");
    task.spec.scope.push_back("**/file" + std::to_string(100 + number) + ".c");
    tasks.push_back(task);
  }
  CHECK(lint(tasks, context).size() == 21);
}

}  // namespace lint_overlap_test
