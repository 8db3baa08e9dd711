#include "report/last_try.h"

#include "base/text.h"
#include "support/catch.h"
#include "task/story.h"

namespace last_try_test {

using namespace reeve;
using namespace reeve::test;

namespace {

std::string left_by(const Story& story) {
  return join(left_by_attempts(story.state()), "\n") + "\n";
}

}  // namespace

TEST_CASE("a task that nobody tried left nothing") {
  CHECK(left_by_attempts(Story().open().state()).empty());
}

TEST_CASE("the attempts, the check that failed, concerns, findings and the kept work are told") {
  Story story = Story().open().then_claimed().then_failed(Outcome::no_change).then_retried(1).then_claimed(1);
  story.then(EventType::failed, [](Event& event) {
    event.outcome = Outcome::checks_failed;
    event.commit = "7dbc90aa0a264d8dc0e93d8ec26e4bdd6acd9dff";
    event.receipts = {
        {"tree", "make", CheckResult::pass, 0, 1.0, CheckPlace::worker, ""},
        {"tree", "make test", CheckResult::fail, 2, 1.0, CheckPlace::worker, "a\nb.c:3 \x1b bad\n\n"}};
    event.handoff.concerns = {"one\nmore of it", "two", "three", "four"};
    event.handoff.findings = {"b.c is generated"};
  });
  CHECK(left_by(story) ==
        "It was tried 2 times: attempt 1 by small ended as no_change, attempt 2 by small ended as "
        "checks_failed.\n"
        "The check that failed: make test (exit code 2), which said last: b.c:3 \\x1b bad\n"
        "Its agent's concern: one\n"
        "Its agent's concern: two\n"
        "Its agent's concern: three\n"
        "Its agent's finding: b.c is generated\n"
        "Its work is kept: git diff base...reeve/failed/x-1/2\n");
}

TEST_CASE("of many attempts the last four are told") {
  Story story = Story().open();
  for (int attempt = 0; attempt < 6; ++attempt)
    story.then_claimed().then_failed(Outcome::crashed).then_retried(0);
  CHECK(left_by(story) ==
        "It was tried 6 times, lastly: attempt 3 by small ended as crashed, attempt 4 by small ended as "
        "crashed, attempt 5 by small ended as crashed, attempt 6 by small ended as crashed.\n");
}

}  // namespace last_try_test
