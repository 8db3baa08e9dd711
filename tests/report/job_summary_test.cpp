#include "report/job_summary.h"

#include "support/catch.h"
#include "task/story.h"

namespace job_summary_test {

using namespace reeve;
using namespace reeve::test;

namespace {

TaskHistory task(const std::string& id, const Story& story) {
  TaskHistory history{story.state(), story.log(), {}};
  history.state.spec.id = id;
  history.state.spec.title = "Port <b>|" + id;
  return history;
}

// One task landed, one was rejected and failed then, and one waits for the gate; somebody is needed.
MeasuredGoal day() {
  const Receipt passed{"t1", "make test", CheckResult::pass, 0, 1.5, CheckPlace::gate, ""};
  Receipt failed{"t2", "make \"ui\"", CheckResult::fail, 2, 0.5, CheckPlace::gate, "1 < 2 \x1b[31m& so\n"};
  Receipt odd{"t2", "lint", CheckResult::could_not_run, 127, 0, CheckPlace::gate, "no lint"};
  Receipt spared{"t2", "slow", CheckResult::skipped, -1, 0, CheckPlace::gate, ""};
  Story landed = Story().open().then_claimed().then_submitted("w");
  landed.then(EventType::landed, [&](Event& event) {
    event.commit = "0123456789abcdef";
    event.receipts = {passed};
  });
  Story rejected = Story().open().then_claimed().then_submitted("w");
  rejected.then(EventType::rejected, [&](Event& event) {
    event.outcome = Outcome::checks_failed;
    event.reason = "[x](http://evil) `rm` fails\nand more";
    event.receipts = {failed, odd, spared};
  });
  rejected.then_retried(0).then_claimed().then_failed(Outcome::crashed, "it crashed");
  MeasuredGoal goal;
  goal.history.tasks = {task("a", landed), task("b", rejected),
                        task("c", Story().open().then_claimed().then_submitted("w"))};
  goal.status.id = "speed-aaaa";
  goal.status.title = "Make it *fast*";
  goal.status.landed = 1;
  goal.status.phases = {{Phase::ready, 1}};
  goal.status.needs = {{"b", "it crashed", "git reeve task retry b"}};
  return goal;
}

}  // namespace

TEST_CASE("a job's summary says what landed, was rejected and failed, and nothing in it becomes markup") {
  CHECK(job_summary({day()}, {}, second(63)) == R"(## Make it &#42;fast&#42;

Goal <code>speed-aaaa</code> is open: 1 landed, 1 ready.

### Landed

| task | title | commit | agent | since it was planned | at the gate |
|---|---|---|---|---|---|
| <code>a</code> | Port &#60;b&#62;&#124;a | <code>0123456789</code> | small | 4 s | 1 s |

### Rejected by the gate

| task | attempt | outcome | reason | waited |
|---|---|---|---|---|
| <code>b</code> | 1 | checks_failed | &#91;x&#93;(http://evil) &#96;rm&#96; fails | 1 s |

### Failed

| task | attempt | outcome | reason | agent |
|---|---|---|---|---|
| <code>b</code> | 2 | crashed | it crashed | small |

### Waits for the gate

| task | attempt | for |
|---|---|---|
| <code>c</code> | 1 | 1 min |

### Needs a person

| what | why | what to do |
|---|---|---|
| <code>b</code> | it crashed | <code>git reeve task retry b</code> |
)");
}

TEST_CASE("a worker's summary is of its task, with its attempts and checks, and since its job began") {
  CHECK(job_summary({day()}, {second(5), "b"}, second(63)) == R"(## Make it &#42;fast&#42;

Goal <code>speed-aaaa</code> is open: 1 landed, 1 ready.

### Task <code>b</code>, failed: Port &#60;b&#62;&#124;b

| attempt | agent | model | outcome | reason | minutes | cost |
|---|---|---|---|---|---|---|
| 1 | small |  | checks_failed | &#91;x&#93;(http://evil) &#96;rm&#96; fails |  |  |
| 2 | small |  | crashed | it crashed |  |  |

### Failed

| task | attempt | outcome | reason | agent |
|---|---|---|---|---|
| <code>b</code> | 2 | crashed | it crashed | small |

### Needs a person

| what | why | what to do |
|---|---|---|
| <code>b</code> | it crashed | <code>git reeve task retry b</code> |
)");
  CHECK(job_summary({}, {}, second(0)) == "There is no goal.\n");
}

TEST_CASE("a table of a summary is cut, and says how much is missing") {
  MeasuredGoal goal = day();
  for (int number = 0; number < 130; ++number)
    goal.history.tasks.push_back(
        task("t-" + std::to_string(number), Story().open().then_claimed().then_submitted("w")));
  CHECK(job_summary({goal}, {}, second(63)).find("\n\n… and 31 more\n\n### Needs a person\n") !=
        std::string::npos);
}

TEST_CASE("checks of the gate are cases of a JUnit report, and what they printed stays text") {
  CHECK(junit_report({day()}, {}) == R"xml(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="reeve">
  <testsuite name="speed-aaaa" tests="4" failures="1" errors="1" skipped="1" time="2.000">
    <testcase classname="a" name="make test" time="1.500"></testcase>
    <testcase classname="b" name="make &quot;ui&quot; (attempt 1)" time="0.500"><failure message="exit code 2">1 &lt; 2 \x1b[31m&amp; so
</failure></testcase>
    <testcase classname="b" name="lint (attempt 1)" time="0.000"><error message="exit code 127">no lint</error></testcase>
    <testcase classname="b" name="slow (attempt 1)" time="0.000"><skipped message="skipped"/></testcase>
  </testsuite>
</testsuites>
)xml");
  CHECK(junit_report({day()}, {second(60), ""}).find("tests=\"0\"") != std::string::npos);
}

}  // namespace job_summary_test
