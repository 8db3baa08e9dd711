#include "report/explain.h"

#include "base/text.h"
#include "support/catch.h"
#include "task/story.h"

namespace explain_test {

using namespace reeve;
using namespace reeve::test;

namespace {

// A quarter of an hour after the story began, on a good day.
ExplainFacts facts_of(const Story& story) {
  ExplainFacts facts;
  facts.task = story.state();
  facts.now = second(900);
  facts.target = "main";
  facts.ladder = {"small", "big"};
  facts.branch = "reeve/task/x-1";
  return facts;
}

std::string explained(const ExplainFacts& facts) {
  return join(explain(facts), "\n") + "\n";
}

}  // namespace

TEST_CASE("what was replaced or dropped is not waited for, and what replaces it is") {
  ExplainFacts facts = facts_of(Story().then(EventType::planned));
  facts.predecessors = {{"a-1", "dropped"}, {"b-2", "replaced by c-3, d-4"}};
  CHECK(explained(facts) ==
        "x-1 is waiting since 2027-01-15 08:00:00 (15 min ago).\n"
        "It waits for b-2, which was replaced by c-3, d-4.\n"
        "It is dispatched as soon as they have landed.\n");
}

TEST_CASE("a waiting task says whom it waits for and where these are") {
  ExplainFacts facts = facts_of(Story().then(EventType::planned));
  facts.predecessors = {{"a-1", "landed"}, {"b-1", "held"}};
  CHECK(explained(facts) ==
        "x-1 is waiting since 2027-01-15 08:00:00 (15 min ago).\n"
        "It waits for b-1, which is held.\n"
        "It is dispatched as soon as they have landed.\n");
  facts.predecessors = {{"a-1", "landed"}};
  CHECK(
      explain(facts).back() ==
      "Nothing it waits for is missing: the next 'git reeve reconcile' (or 'git reeve run') dispatches it.");
  facts.turn = WaitForTurn{"src/a.txt", "b-1"};
  CHECK(
      explained(facts) ==
      "x-1 is waiting since 2027-01-15 08:00:00 (15 min ago).\n"
      "It waits for its turn at src/a.txt, behind b-1.\n"
      "That file has had so many conflicts that its tasks are done one after the other, until one lands that "
      "takes it apart ([plan] hot).\n");
  facts.predecessors = {{"a-1", "cancelled"}};
  CHECK(
      explain(facts).back() ==
      "That will never land, so nor will this one: 'git reeve task cancel x-1', and plan what is left anew.");
}

TEST_CASE("an open task says who can claim it, and what kept it from landing before") {
  ExplainFacts facts = facts_of(Story()
                                    .open()
                                    .then_claimed()
                                    .then_failed(Outcome::checks_failed, "make test\nsays no")
                                    .then_retried(1));
  CHECK(explained(facts) ==
        "x-1 is open since 2027-01-15 08:00:04 (14 min ago).\n"
        "Its last try, attempt 1 by small, ended as checks_failed: make test.\n"
        "Any worker can claim it, with big, agent 2 of 2 on its ladder: 'git reeve run', or 'git reeve work "
        "--task x-1'.\n");
  facts.ladder = {};
  CHECK(explain(facts).back() ==
        "No worker can claim it, as no agent is named: set [roles] worker in .reeve/config.toml.");
  facts.configuration_problem = "config.toml:1:1: bad";
  CHECK(explain(facts).back() ==
        "No worker can claim it, as the configuration is wrong: config.toml:1:1: bad.");
}

TEST_CASE("an open task that is paused says until when") {
  const Story story = Story()
                          .open()
                          .then_claimed()
                          .then_failed(Outcome::rate_limited)
                          .then(EventType::retried, [](Event& event) { event.until = second(1500); });
  CHECK(explain(facts_of(story))[2] == "It is paused until 2027-01-15 08:25:00 (for 10 min).");
  ExplainFacts later = facts_of(story);
  later.now = second(1501);
  CHECK(explain(later).size() == 3);
}

TEST_CASE("an open task says that its agent rests, or that the line is stopped") {
  ExplainFacts facts = facts_of(Story().open());
  facts.resting = second(1500);
  CHECK(explained(facts) ==
        "x-1 is open since 2027-01-15 08:00:01 (14 min ago).\n"
        "Its agent, small, agent 1 of 2 on its ladder, is paused until 2027-01-15 08:25:00 (for 10 min) by a "
        "limit "
        "of its service.\n");
  facts.halt = "the line is stopped: 'make' fails in 5 tasks";
  CHECK(explain(facts).back() ==
        "No worker can claim it, as the line is stopped: 'make' fails in 5 tasks; 'git reeve goal resume g' "
        "restarts it.");
}

TEST_CASE("a claimed task says who has it and whether that process lives") {
  ExplainFacts facts = facts_of(Story().open().then_claimed());
  facts.now = second(60);
  facts.worker = WorkerLife::running;
  CHECK(explained(facts) ==
        "x-1 is claimed since 2027-01-15 08:00:02 (58 s ago).\n"
        "It was claimed by worker: attempt 1 by small.\n"
        "The last news of it came 58 s ago.\n"
        "The worker's process is running on this machine; its lease is good until 2027-01-15 08:01:43 and is "
        "renewed while it works.\n");
  facts.worker = WorkerLife::unknown;
  CHECK(explain(facts).back() ==
        "The worker runs somewhere else; its lease is good until 2027-01-15 08:01:43, and without news the "
        "task is taken back then.");
  facts.worker = WorkerLife::gone;
  CHECK(
      explain(facts).back() ==
      "The worker's process is gone: 'git reeve reconcile' (or 'git reeve run') keeps its work and puts the "
      "task back.");
  facts.worker = WorkerLife::unknown;
  facts.now = second(900);
  CHECK(explain(facts).back() ==
        "Its lease ended at 2027-01-15 08:01:43: 'git reeve reconcile' (or 'git reeve run') takes the task "
        "back.");
}

TEST_CASE("a ready task says its turn, or why the gate cannot decide") {
  ExplainFacts facts =
      facts_of(Story().open().then_claimed().then_submitted("290676f66a28aa2e02a13fd0c2b5348181efbb5f"));
  CHECK(explained(facts) ==
        "x-1 is ready since 2027-01-15 08:00:03 (14 min ago).\n"
        "Commit 290676f66a waits for the gate to land it on main.\n"
        "It is the gate's next: 'git reeve judge', or 'git reeve run'.\n");
  facts.candidates_before = 1;
  CHECK(explain(facts).back() == "1 candidate is before it: 'git reeve judge', or 'git reeve run'.");
  facts.candidates_before = 7;
  CHECK(explain(facts).back() == "7 candidates are before it: 'git reeve judge', or 'git reeve run'.");
  facts.at_the_gate = "tested with 7 others since 3 min 20 s";
  facts.said_at = second(890);
  facts.now = second(900);
  CHECK(explain(facts).back() == "The gate says (10 s ago): tested with 7 others since 3 min 20 s.");
  facts.line_stopped = "it is red since 61 min";
  CHECK(explain(facts)[2] == "The gate lands nothing until a person has looked: it is red since 61 min.");
  facts.line_stopped = "";
  facts.blocked = "check 'make test' could not run\nno make";
  CHECK(explain(facts)[2] == "The gate looked at it and could not decide: check 'make test' could not run.");
}

TEST_CASE("a held task says why, and what to type") {
  const ExplainFacts facts = facts_of(Story().open().then_with_reason(EventType::held, "ask \x1b[31mBob"));
  CHECK(
      explained(facts) ==
      "x-1 is held since 2027-01-15 08:00:02 (14 min ago).\n"
      "The reason: ask \\x1b[31mBob\n"
      "It goes on after 'git reeve task retry x-1' (or 'release x-1'); 'git reeve task cancel x-1' gives it "
      "up.\n");
  const ExplainFacts asked = facts_of(Story().open().then_claimed().then(EventType::asked, [](Event& event) {
    event.outcome = Outcome::needs_input;
    event.reason = "Which one?";
  }));
  CHECK(explained(asked) ==
        "x-1 is held since 2027-01-15 08:00:03 (14 min ago).\n"
        "Its agent asks: Which one?\n"
        "Answer with: git reeve task answer x-1 TEXT\n");
}

TEST_CASE(
    "a failed task says that its next step is missing, and a missing branch and a paused goal are told") {
  ExplainFacts facts = facts_of(Story().open().then_claimed().then_failed(Outcome::crashed, "exit code 3"));
  facts.branch.reset();
  facts.goal = GoalPhase::paused;
  CHECK(explained(facts) ==
        "x-1 is failed since 2027-01-15 08:00:03 (14 min ago).\n"
        "Its last try, attempt 1 by small, ended as crashed: exit code 3.\n"
        "What follows is decided by the next 'git reeve reconcile' (or 'git reeve run').\n"
        "Its branch is missing: 'git reeve reconcile' puts it back where the log says it was.\n"
        "Its goal is paused, so nothing is started: 'git reeve goal resume g'.\n");
}

TEST_CASE("a task that has ended says so, whatever its goal does") {
  ExplainFacts facts = facts_of(Story().open().then_claimed().then_submitted("work").then(
      EventType::landed, [](Event& event) { event.commit = "7dbc90aa0a264d8dc0e93d8ec26e4bdd6acd9dff"; }));
  facts.branch.reset();
  facts.goal = GoalPhase::stopped;
  CHECK(explained(facts) ==
        "x-1 landed at 2027-01-15 08:00:04 (14 min ago).\n"
        "It is commit 7dbc90aa0a on main.\n"
        "Its whole story: git log -1 --notes=refs/notes/reeve/ledger 7dbc90aa0a\n");
  facts.task = Story().open().then_with_reason(EventType::cancelled, "no need").state();
  CHECK(explained(facts) ==
        "x-1 was cancelled at 2027-01-15 08:00:02 (14 min ago).\n"
        "The reason: no need\n"
        "Nothing more happens to it.\n");
}

}  // namespace explain_test
