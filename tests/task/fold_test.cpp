#include "task/fold.h"

#include "story.h"
#include "support/catch.h"

namespace fold_test {

using namespace reeve;
using namespace reeve::test;

TEST_CASE("a task that lands at the first try") {
  Story story;
  story.then(EventType::planned);
  CHECK(describe(story.state()) == "waiting since 0, rung 0\n");
  CHECK(story.state().base == "base");
  story.then(EventType::dispatched);
  CHECK(describe(story.state()) == "open since 1, rung 0\n");
  story.then_claimed();
  CHECK(describe(story.state()) ==
        "claimed since 2, rung 0, claim 1 n1 until 103\n"
        "  1 small@0 by worker from 2\n");
  story.then(EventType::renewed, [](Event& event) { event.lease_until = second(200); });
  CHECK(describe(story.state()) ==
        "claimed since 2, rung 0, claim 1 n1 until 200\n"
        "  1 small@0 by worker from 2\n");
  story.then(EventType::progressed, [](Event& event) {
    event.lease_until = second(300);
    event.commit = "c1";
  });
  CHECK(describe(story.state()) ==
        "claimed since 2, rung 0, claim 1 n1 until 300, work c1\n"
        "  1 small@0 by worker from 2 c1\n");
  story.then(EventType::submitted, [](Event& event) {
    event.commit = "c2";
    event.handoff.summary = "well";
    event.receipts = {{"t", "make", CheckResult::pass, 0, 1, CheckPlace::worker, ""}};
  });
  CHECK(describe(story.state()) ==
        "ready since 5, rung 0, work c2, submitted c2\n"
        "  1 small@0 by worker from 2 to 5 c2 +make handoff:well\n");
  story.then(EventType::landed, [](Event& event) {
    event.commit = "m1";
    event.receipts = {{"t2", "ctest", CheckResult::pass, 0, 1, CheckPlace::gate, ""}};
  });
  CHECK(describe(story.state()) ==
        "landed since 6, rung 0, work c2, landed m1\n"
        "  1 small@0 by worker from 2 to 6 done c2 +make +ctest handoff:well\n");
  CHECK(story.state().finished());
}

TEST_CASE("a failed attempt's work stays with the attempt, and the next one starts afresh on the next rung") {
  Story story;
  story.open().then_claimed().then(EventType::progressed, [](Event& event) { event.commit = "c1"; });
  story.then_failed(Outcome::checks_failed, "red", "c2");
  CHECK(describe(story.state()) ==
        "failed since 4, rung 0, 'red'\n"
        "  1 small@0 by worker from 2 to 4 checks_failed 'red' c2\n");
  story.then_retried(1).then_claimed(1);
  CHECK(describe(story.state()) ==
        "claimed since 6, rung 1, claim 2 n2 until 107, 'red'\n"
        "  1 small@0 by worker from 2 to 4 checks_failed 'red' c2\n"
        "  2 small@1 by worker from 6\n");
}

TEST_CASE("a task that the gate rejected for its quality starts afresh") {
  Story story;
  story.open().then_claimed().then_submitted("c1").then_rejected(Outcome::rejected, "ugly");
  CHECK(describe(story.state()) ==
        "failed since 4, rung 0, 'ugly'\n"
        "  1 small@0 by worker from 2 to 4 rejected 'ugly' c1\n");
}

TEST_CASE("a conflict at the gate keeps the work, and the next attempt goes on from it") {
  Story story;
  story.open().then_claimed().then_submitted("c1").then_rejected(Outcome::conflict, "both changed a.h");
  story.then_retried(0).then_claimed();
  CHECK(describe(story.state()) ==
        "claimed since 6, rung 0, claim 2 n2 until 107, resumes, work c1, 'both changed a.h'\n"
        "  1 small@0 by worker from 2 to 4 conflict 'both changed a.h' c1\n"
        "  2 small@0 by worker from 6\n");

  SECTION("also when that one is killed or pauses") {
    story.then_failed(GENERATE(Outcome::killed, Outcome::rate_limited)).then_retried(0);
    CHECK(story.state().resume_work);
    CHECK(story.state().work == "c1");
  }
  SECTION("but not when that one fails, or cannot merge either") {
    story.then_failed(GENERATE(Outcome::checks_failed, Outcome::conflict)).then_retried(0);
    CHECK_FALSE(story.state().resume_work);
    CHECK(story.state().work.empty());
  }
}

TEST_CASE("a submitted task that a person held goes on from what was submitted") {
  Story story;
  story.open().then_claimed().then_submitted("c1").then_with_reason(EventType::held, "wait");
  CHECK(describe(story.state()) ==
        "held since 4, rung 0, resumes, work c1, 'wait'\n"
        "  1 small@0 by worker from 2 to 4 'wait' c1\n");
  story.then_with_reason(EventType::released, "go").then(EventType::dispatched).then_claimed();
  CHECK(describe(story.state()) ==
        "claimed since 7, rung 0, claim 2 n2 until 108, counted from 1, resumes, work c1, 'wait'\n"
        "  1 small@0 by worker from 2 to 4 'wait' c1\n"
        "  2 small@0 by worker from 7\n");
}

TEST_CASE("a claim that a person held is over, and its work stays with the attempt alone") {
  Story story;
  story.open().then_claimed().then(EventType::progressed, [](Event& event) { event.commit = "c1"; });
  story.then_with_reason(EventType::held, "stop");
  CHECK(describe(story.state()) ==
        "held since 4, rung 0, 'stop'\n"
        "  1 small@0 by worker from 2 to 4 'stop' c1\n");
}

TEST_CASE("a question and its answer") {
  Story story;
  story.open().then_claimed().then(EventType::asked, [](Event& event) {
    event.outcome = Outcome::needs_input;
    event.reason = "tabs or spaces?";
    event.commit = "c1";
  });
  CHECK(describe(story.state()) ==
        "held since 3, rung 0, 'tabs or spaces?'\n"
        "  1 small@0 by worker from 2 to 3 needs_input 'tabs or spaces?' c1\n");
  story.then_with_reason(EventType::answered, "spaces");
  CHECK(story.state().phase == Phase::open);
  CHECK(story.state().counted_from == 1);
}

TEST_CASE("a pause is over when its time has come, and not before") {
  Story story;
  story.open().then_claimed().then(EventType::failed, [](Event& event) {
    event.outcome = Outcome::rate_limited;
    event.until = second(50);
  });
  story.then(EventType::retried, [](Event& event) { event.until = second(50); });
  CHECK(describe(story.state()) ==
        "open since 4, rung 0, not before 50\n"
        "  1 small@0 by worker from 2 to 3 rate_limited\n");
  CHECK(story.state().attempts.front().until == second(50));
  Event claim = story.make(EventType::claimed);
  claim.at = second(49);
  CHECK(objection(story.state(), claim) == "the task is paused until 2027-01-15T08:00:50.000Z");
  claim.at = second(50);
  CHECK_FALSE(objection(story.state(), claim));
}

TEST_CASE("a pause ends when a person holds and releases the task") {
  Story story;
  story.open().then_claimed().then_failed(Outcome::quota);
  story.then(EventType::retried, [](Event& event) { event.until = second(5000); });
  story.then(EventType::held).then(EventType::released).then(EventType::dispatched);
  CHECK_FALSE(story.state().not_before);
}

TEST_CASE("attempts before a person put the task back do not count") {
  Story story;
  story.open().then_claimed().then_failed(Outcome::crashed).then_retried(1);
  story.then_claimed(1).then_failed(Outcome::crashed).then(EventType::held);
  CHECK(story.state().counted_from == 0);
  SECTION("retried") {
    story.then_retried(0);
    CHECK(story.state().counted_from == 2);
    CHECK(story.state().rung == 0);
  }
  SECTION("released") {
    story.then(EventType::released);
    CHECK(story.state().counted_from == 2);
    CHECK(story.state().rung == 1);
  }
  SECTION("and do count when no person held it in between") {
    story.then_retried(0).then_claimed().then_failed(Outcome::crashed).then_retried(1);
    CHECK(story.state().counted_from == 2);
  }
}

TEST_CASE("what is out of order or not known is passed over and named, and changes nothing") {
  Story story;
  story.open().then(EventType::landed).then(EventType::unknown, [](Event& event) { event.name = "admired"; });
  story.then(EventType::opened).then_claimed();
  CHECK(describe(story.state()) ==
        "claimed since 5, rung 0, claim 1 n1 until 106\n"
        "  1 small@0 by worker from 5\n"
        "  passed over landed: a task that is open cannot be landed\n"
        "  passed over admired\n"
        "  passed over opened: a task that is open cannot be opened\n");
}

TEST_CASE("a claim's lease is over after its last moment") {
  Story story;
  story.open().then_claimed();
  CHECK_FALSE(lease_expired(story.state(), second(103)));
  CHECK(lease_expired(story.state(), second(103) + Milliseconds{1}));
  story.then_submitted("c1");
  CHECK_FALSE(lease_expired(story.state(), second(1'000'000)));
}

TEST_CASE("a task is given up by the rules alone, and until it is put back") {
  Story story;
  story.then(EventType::planned).then(EventType::dispatched).then_claimed().then_failed(Outcome::crashed);
  Event held = story.make(EventType::held);
  TaskState by_a_person = story.state();
  apply(by_a_person, held);
  CHECK_FALSE(by_a_person.is_given_up);
  held.verdict = given_up;
  TaskState by_the_rules = story.state();
  apply(by_the_rules, held);
  CHECK(by_the_rules.is_given_up);
  apply(by_the_rules, story.make(EventType::answered));
  CHECK_FALSE(by_the_rules.is_given_up);
}

TEST_CASE("a cancelled task says what those that wait for it wait for now") {
  Story story;
  story.then(EventType::planned);
  Event cancelled = story.make(EventType::cancelled);
  cancelled.verdict = replaced;
  cancelled.replaced_by = {"a-1", "b-2"};
  TaskState split = story.state();
  apply(split, cancelled);
  CHECK(split.replaced_by == std::vector<std::string>{"a-1", "b-2"});
  CHECK_FALSE(split.is_dropped);
  cancelled.verdict = dropped;
  cancelled.replaced_by.clear();
  TaskState gone = story.state();
  apply(gone, cancelled);
  CHECK(gone.is_dropped);
}

}  // namespace fold_test
