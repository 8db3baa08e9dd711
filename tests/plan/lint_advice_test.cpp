// What a person may have good reasons for, and a planner has to mend: one task at a time, and tasks that say
// the same.
#include "plan/lint_story.h"
#include "support/catch.h"

namespace lint_advice_test {

using namespace reeve;
using namespace reeve::test;

namespace {

std::string lines(const std::vector<PlannedTask>& tasks, const LintContext& context = planner_context()) {
  return describe(lint(tasks, context));
}

template <typename Change>
std::string lines_of(const Change& change) {
  PlannedTask task = planned("a", {"src/main.c"});
  change(task);
  return lines({task});
}

}  // namespace

TEST_CASE("a planner's task with all that it needs has no findings") {
  CHECK(lines({planned("a", {"src/main.c"})}) == "");
  CHECK(lines({planned_part("a", {"src/main.c"})}) == "");
}

TEST_CASE("a task has an acceptance criterion, a check of its own and its minutes") {
  LintContext checked = planner_context();
  checked.common_checks = 2;  // they pass before the task is done as well
  PlannedTask bare = planned("a", {"src/main.c"});
  bare.spec.accept = {" "};
  bare.spec.checks = {};
  bare.spec.minutes = 0;
  CHECK(lines({bare}, checked) ==
        "p:a: task 'a' has no acceptance criterion; say what somebody who has only the files can decide with "
        "yes or no\n"
        "p:a: task 'a' has no check of its own; name a command that fails now and succeeds when the task is "
        "done\n"
        "p:a: task 'a' does not say how many minutes it takes; estimate them, 20 to 180");
  checked.author = PlanAuthor::person;
  const auto findings = lint({bare}, checked);
  CHECK(describe(of_kind(findings, FindingKind::advice)) ==
        "p:a: task 'a' has no acceptance criterion; say what somebody who has only the files can decide with "
        "yes or no");
  CHECK(not_of_kind(findings, FindingKind::advice).empty());
}

TEST_CASE("minutes are inside the configured range") {
  CHECK(lines_of([](PlannedTask& t) { t.spec.minutes = 20; }) == "");
  CHECK(lines_of([](PlannedTask& t) { t.spec.minutes = 180; }) == "");
  CHECK(lines_of([](PlannedTask& t) { t.spec.minutes = 19; }) ==
        "p:a: task 'a' takes 19 minutes, and a task takes 20 to 180; put several such tasks into one");
  CHECK(lines_of([](PlannedTask& t) { t.spec.minutes = 181; }) ==
        "p:a: task 'a' takes 181 minutes, and a task takes 20 to 180; cut it into several tasks");
}

TEST_CASE("each path of a scope is there, or is declared new") {
  CHECK(lines_of([](PlannedTask& t) { t.spec.scope = {"src/mian.c", "src/m*.c", "doc/"}; }) ==
        "p:a: task 'a' has the scope 'src/mian.c', which matches no file; mend it, or name it in 'creates' "
        "if the task makes it");
  CHECK(lines_of([](PlannedTask& t) {
          t.spec.scope = {"src/main.c", "./src//new/x.c"};
          t.creates = {"src/new/**"};
        }) == "");
  CHECK(lines_of([](PlannedTask& t) {
          t.spec.scope = {};
          t.creates = {"src/new.c", "src/main.c", "tests/*_test"};
        }) == "p:a: task 'a' creates 'src/main.c', which is there already; name it in 'scope'");
  CHECK(lines_of([](PlannedTask& t) { t.creates = {"../x"}; }) ==
        "p:a: task 'a' has a wrong scope: path pattern '../x' has '..' in it; write paths from the root of "
        "the repository, such as 'lib/base/**'");
}

TEST_CASE("a task names no more files than it may change, and patterns are not counted") {
  LintContext tight = planner_context();
  tight.sizes.files = {1, 2};
  PlannedTask task = planned("a", {"src/main.c", "src/lexer.h"});
  CHECK(lines({task}, tight) == "");
  task.creates = {"src/new.c"};
  CHECK(lines({task}, tight) ==
        "p:a: task 'a' names 3 files, and a task changes at most 2; cut it into several tasks");
  task.spec.scope = {"src/main.c", "src/lexer.h", "doc"};
  CHECK(lines({task}, tight) == "");
}

TEST_CASE("a hot file that a task takes apart is there and in its scope") {
  CHECK(lines_of([](PlannedTask& t) { t.spec.splits = {"src/main.c"}; }) == "");
  CHECK(lines_of([](PlannedTask& t) { t.spec.splits = {"src/lexer.c", "src/new.c"}; }) ==
        "p:a: task 'a' splits 'src/lexer.c', which is no file that its scope allows; name files that are "
        "there, and in its scope\n"
        "p:a: task 'a' splits 'src/new.c', which is no file that its scope allows; name files that are "
        "there, and in its scope");
}

TEST_CASE("a task that says again what is open, has landed or stands in the plan is refused") {
  PlannedTask again = planned("a", {"src/lexer.h", "./src/lexer.c"});
  again.spec.title = "Port the Lexer to C++.";
  PlannedTask twice = again;
  twice.name = "b";
  twice.where = "p:b";
  twice.spec.title = "Measure how fast the lexer is";
  PlannedTask thrice = twice;
  thrice.name = "c";
  thrice.where = "p:c";
  thrice.spec.title = "Measure how fast is the lexer";
  thrice.spec.after = {"b"};
  twice.spec.after = {"a"};
  CHECK(
      lines({again, twice, thrice}) ==
      "p:a: task 'a' has the scope and nearly the title of 'lexer-cccc', which has landed; leave it out, or "
      "say in its title what is different\n"
      "p:c: task 'c' has the scope and nearly the title of task 'b'; leave it out, or say in its title what "
      "is different");
  PlannedTask open = planned("d", {"src/parser/**"});
  open.spec.title = "port the parser";
  open.spec.after = {"parser-aaaa"};
  CHECK(lines({open}) ==
        "p:d: task 'd' has the scope and nearly the title of 'parser-aaaa', which is open; leave it out, or "
        "say in its title what is different");
  open.spec.scope = {"src/parser/a.c"};
  CHECK(lines({open}) == "");
  open.spec.scope = {"src/parser/**"};
  open.spec.after = {};
  open.replaces = {"parser-aaaa"};
  CHECK(lines({open}) == "");
}

TEST_CASE("a planner that was woken may have nothing to add") {
  LintContext woken = planner_context();
  CHECK(lines({}, woken) == "the plan has no tasks");
  PlanChanges changes;
  changes.drop = {{"parser-aaaa", "nobody needs it", "p:1"}};
  CHECK(lint({}, changes, woken).empty());
  woken.may_be_empty = true;
  CHECK(lines({}, woken) == "");
}

}  // namespace lint_advice_test
