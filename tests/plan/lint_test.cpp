#include "plan/lint.h"

#include "base/error.h"
#include "plan/plan_file.h"
#include "support/catch.h"

namespace lint_test {

using namespace reeve;

namespace {

LintContext context() {
  LintContext context;
  context.known_ids = {"reader-h-k3qa", "writer-h-p2yt"};
  context.common_checks = 1;
  context.agents = {"codemod", "opus"};
  context.protected_paths = {".reeve", ".github/workflows/**", ".gitlab-ci.yml"};
  return context;
}

PlannedTask task(const std::string& name, const std::vector<std::string>& after = {}) {
  PlannedTask task;
  task.name = name;
  task.where = "p:" + name;
  task.spec.title = "Do " + name;
  task.spec.after = after;
  return task;
}

// What keeps a person's plan from being published; tests/plan/lint_advice_test.cpp is about the rest.
std::vector<Finding> faults(const std::vector<PlannedTask>& tasks, const LintContext& against = context()) {
  return not_of_kind(lint(tasks, against), FindingKind::advice);
}

std::string lines(const std::vector<PlannedTask>& tasks, const LintContext& against = context()) {
  return describe(faults(tasks, against));
}

// What is found in a task "a" that is as the test made it.
template <typename Change>
std::string lines_of(Change change) {
  PlannedTask changed = task("a");
  change(changed);
  return lines({changed});
}

}  // namespace

TEST_CASE("a sound plan has no findings") {
  PlannedTask work = task("a", {"reader-h-k3qa", "c"});
  work.spec.scope = {"lib/**", "*.md", ".github/CODEOWNERS"};
  work.spec.checks = {"make\nmake test"};
  work.spec.agent = "opus";
  work.spec.accept = {"Größe"};
  work.spec.body = "Line\n\tline";
  PlannedTask plan = task("b");
  plan.spec.kind = TaskKind::plan;
  PlannedTask nameless = task("");
  const PlannedTask first = task("c");
  CHECK(faults({work, plan, nameless, first}).empty());
  require_none(faults({work, plan, nameless, first}));
}

TEST_CASE("an empty plan is a finding") {
  CHECK(lines({}) == "the plan has no tasks");
}

TEST_CASE("the number of tasks is limited") {
  LintContext tight = context();
  tight.limits.tasks_per_plan = 2;
  CHECK(lines({task("a"), task("b")}, tight) == "");
  CHECK(lines({task("a"), task("b"), task("c")}, tight) ==
        "the plan has 3 tasks, and a plan may have 2; split it into plans, or raise limits.tasks_per_plan");
  LintContext full = context();
  full.limits.tasks_per_goal = 10;
  full.tasks_in_goal = 8;
  CHECK(lines({task("a"), task("b")}, full) == "");
  CHECK(lines({task("a"), task("b"), task("c")}, full) ==
        "with this plan the goal would have 11 tasks, and a goal may have 10; raise limits.tasks_per_goal");
}

TEST_CASE("ids must be valid and differ") {
  PlannedTask again = task("a");
  again.where = "p:2";
  CHECK(lines({task("a"), again}) == "p:2: task 'a' has the id of the task at p:a; ids must differ");
  CHECK(lines({task("A b")}) ==
        "p:A b: task 'A b' has an id that cannot be one; ids are 1 to 60 of the letters a to z, digits and "
        "hyphens, "
        "with no hyphen at either end");
  CHECK(faults({task("-a")}).size() == 1);
  CHECK(faults({task(std::string(60, 'a'))}).empty());
  CHECK(faults({task(std::string(61, 'a'))}).size() == 1);
}

TEST_CASE("a title is one line of at most 200 characters") {
  CHECK(lines_of([](PlannedTask& t) { t.spec.title = " \t"; }) == "p:a: task 'a' has no title");
  CHECK(lines_of([](PlannedTask& t) { t.spec.title = "one\ntwo"; }) ==
        "p:a: task 'a' has a title that is not one line of plain text");
  std::string title;
  for (int count = 0; count < 200; ++count) title += "ö";
  CHECK(lines_of([&](PlannedTask& t) { t.spec.title = title; }) == "");
  CHECK(lines_of([&](PlannedTask& t) { t.spec.title = title + "x"; }) ==
        "p:a: task 'a' has a title of 201 characters, and 200 are allowed; put the rest into the body");
}

TEST_CASE("a task without a name is called by its title") {
  PlannedTask nameless = task("");
  nameless.where = "plan.toml:7";
  nameless.spec.checks = {""};
  nameless.spec.title = "Port\x1b it";
  CHECK(lines({nameless}) ==
        "plan.toml:7: task 'Port\\x1b it' has a title that is not one line of plain text\n"
        "plan.toml:7: task 'Port\\x1b it' has an empty check");
  nameless.spec.title = "";
  nameless.spec.checks = {};
  CHECK(lines({nameless}) == "plan.toml:7: a task has no title");
}

TEST_CASE("texts must survive in a log and a commit message") {
  CHECK(lines_of([](PlannedTask& t) { t.spec.body = std::string("a\0b", 3); }) ==
        "p:a: task 'a' has a NUL character in its body");
  CHECK(lines_of([](PlannedTask& t) { t.spec.body = std::string(16384, 'x'); }) == "");
  CHECK(lines_of([](PlannedTask& t) { t.spec.body = std::string(16385, 'x'); }) ==
        "p:a: task 'a' has a body of 16385 bytes, and 16384 are allowed; put the rest into a file of the "
        "repository "
        "and name it");
  CHECK(lines_of([](PlannedTask& t) { t.spec.accept = {"fine", "a\nReeve-Goal: other"}; }) ==
        "p:a: task 'a' has an acceptance criterion that is not one line of plain text");
  CHECK(lines_of([](PlannedTask& t) { t.spec.path = "a\nb"; }) ==
        "p:a: task 'a' has a path with control characters");
  CHECK(lines_of([](PlannedTask& t) { t.spec.checks = {std::string(1 << 20, 'x')}; }) ==
        "p:a: task 'a' has 1048899 bytes of text in all, and 1048576 are allowed");
}

TEST_CASE("a check must say something, and there must be one") {
  CHECK(lines_of([](PlannedTask& t) { t.spec.checks = {"make", " \n"}; }) ==
        "p:a: task 'a' has an empty check");
  CHECK(lines_of([](PlannedTask& t) { t.spec.checks = {std::string("a\0b", 3)}; }) ==
        "p:a: task 'a' has a check with a NUL character");
  LintContext unchecked = context();
  unchecked.common_checks = 0;
  CHECK(
      lines({task("a")}, unchecked) ==
      "p:a: task 'a' would land without any check; give it checks, or set gate.checks in .reeve/config.toml");
  PlannedTask checked = task("a");
  checked.spec.checks = {"make"};
  PlannedTask plan = task("b");
  plan.spec.kind = TaskKind::plan;  // lands nothing
  CHECK(lines({checked, plan}, unchecked) == "");
}

TEST_CASE("predecessors must exist") {
  CHECK(lines({task("parser"), task("b", {"pasrer", "reader-h-k3qb", "zzz\x1b"})}) ==
        "p:b: task 'b' comes after 'pasrer', which is no task of this plan or goal; did you mean 'parser'?\n"
        "p:b: task 'b' comes after 'reader-h-k3qb', which is no task of this plan or goal; did you mean "
        "'reader-h-k3qa'?\n"
        "p:b: task 'b' comes after 'zzz\\x1b', which is no task of this plan or goal");
}

TEST_CASE("a task cannot come after itself") {
  CHECK(lines({task("a", {"a", "a"})}) == "p:a: task 'a' comes after itself");
}

TEST_CASE("a cycle is named as a whole, and each once") {
  CHECK(lines({task("x", {"b"}), task("a", {"b"}), task("b", {"c"}), task("c", {"a"}), task("d", {"e"}),
               task("e", {"d"})}) ==
        "p:a: tasks wait for each other: a → b → c → a; take one of them out of the other's 'after'\n"
        "p:d: tasks wait for each other: d → e → d; take one of them out of the other's 'after'");
}

TEST_CASE("scopes must be path patterns outside what is protected") {
  CHECK(
      lines_of([](PlannedTask& t) { t.spec.scope = {"/etc", "../x", "", "a[b", "a\nb"}; }) ==
      "p:a: task 'a' has a wrong scope: path pattern '/etc' is absolute; write paths from the root of the "
      "repository, such as 'lib/base/**'\n"
      "p:a: task 'a' has a wrong scope: path pattern '../x' has '..' in it; write paths from the root of the "
      "repository, such as 'lib/base/**'\n"
      "p:a: task 'a' has a wrong scope: path pattern '' is empty; write paths from the root of the "
      "repository, "
      "such as 'lib/base/**'\n"
      "p:a: task 'a' has a wrong scope: path pattern 'a[b' has a '[' without its ']'; write paths from the "
      "root "
      "of the repository, such as 'lib/base/**'\n"
      "p:a: task 'a' has a wrong scope: path pattern 'a\nb' has control characters");
  CHECK(lines_of([](PlannedTask& t) { t.spec.scope = {"lib/**", ".reeve/prompts/**"}; }) ==
        "p:a: task 'a' has the scope '.reeve/prompts/**', which is protected by '.reeve'; nothing that "
        "touches it "
        "would ever land");
  for (const std::string inside :
       {".reeve", ".reeve/", "./.reeve/**", ".reeve/config.toml", ".github/workflows", ".github/workflows/",
        ".github/workflows/*.yml", ".gitlab-ci.yml"}) {
    INFO(inside);
    PlannedTask changed = task("a");
    changed.spec.scope = {inside};
    CHECK(faults({changed}).size() == 1);
  }
  for (const std::string outside : {"**", ".github/**", "*.yml", ".reeve2", "lib/.reeve"}) {
    INFO(outside);
    CHECK(lines_of([&](PlannedTask& t) { t.spec.scope = {outside}; }) == "");
  }
}

TEST_CASE("an agent must be configured") {
  CHECK(lines_of([](PlannedTask& t) { t.spec.agent = "codmod"; }) ==
        "p:a: task 'a' asks for the agent 'codmod', which is not configured; did you mean 'codemod'?");
}

TEST_CASE("planners may call planners only so deep") {
  PlannedTask plan = task("a");
  plan.spec.kind = TaskKind::plan;
  LintContext deep = context();
  deep.limits.depth = 2;
  deep.depth = 1;
  CHECK(lines({plan}, deep) == "");
  deep.depth = 2;
  CHECK(
      lines({plan, task("b")}, deep) ==
      "p:a: task 'a' is a plan below 2 other plans, and no more are allowed; plan the work itself, or raise "
      "limits.depth");
}

TEST_CASE("everything that is wrong with a plan is said in one answer") {
  const auto tasks = parse_plan(
      "[[task]]\n"
      "id = 'a'\n"
      "title = ''\n"
      "after = ['b', 'nowhere']\n"
      "[[task]]\n"
      "id = 'b'\n"
      "title = 'B'\n"
      "after = 'a'\n"
      "scope = ['/x', '.reeve/**']\n"
      "agent = 'opsu'\n"
      "[[task]]\n"
      "id = 'a'\n"
      "title = 'C'\n"
      "checks = ['']\n",
      "plan.toml");
  LintContext tight = context();
  tight.limits.tasks_per_plan = 2;
  try {
    require_none(faults(tasks, tight));
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::invalid);
    CHECK(error.hint() == "nothing was published; mend the plan and try again");
    CHECK(std::string(error.what()) ==
          "the plan has 3 tasks, and a plan may have 2; split it into plans, or raise limits.tasks_per_plan\n"
          "plan.toml:1: task 'a' has no title\n"
          "plan.toml:1: task 'a' comes after 'nowhere', which is no task of this plan or goal\n"
          "plan.toml:5: task 'b' has a wrong scope: path pattern '/x' is absolute; write paths from the root "
          "of the "
          "repository, such as 'lib/base/**'\n"
          "plan.toml:5: task 'b' has the scope '.reeve/**', which is protected by '.reeve'; nothing that "
          "touches it "
          "would ever land\n"
          "plan.toml:5: task 'b' asks for the agent 'opsu', which is not configured; did you mean 'opus'?\n"
          "plan.toml:11: task 'a' has the id of the task at plan.toml:1; ids must differ\n"
          "plan.toml:11: task 'a' has an empty check\n"
          "plan.toml:1: tasks wait for each other: a → b → a; take one of them out of the other's 'after'");
  }
}

TEST_CASE("of a plan of a thousand wrong tasks every one is told, and the first with what was meant") {
  std::vector<PlannedTask> tasks;
  for (int number = 0; number < 1'000; ++number) {
    std::vector<std::string> after;
    for (int other = 0; other < 30; ++other) after.push_back("task-number-" + std::to_string(other));
    after.push_back("tsak-number-" + std::to_string(number));
    tasks.push_back(task("task-number-" + std::to_string(number), after));
  }
  const auto findings = faults(tasks);
  std::size_t suggestions = 0, cycles = 0;
  for (const Finding& finding : findings) {
    suggestions += finding.hint.starts_with("did you mean");
    cycles += finding.what.starts_with("tasks wait");
  }
  CHECK(findings.size() == 1'000 + 30 + 20);  // unknown predecessors, tasks after themselves, cycles
  CHECK(suggestions == 100);
  CHECK(cycles == 20);
}

}  // namespace lint_test
