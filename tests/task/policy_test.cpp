#include "task/policy.h"

#include "story.h"
#include "support/catch.h"

namespace policy_test {

using namespace reeve;
using namespace reeve::test;

namespace {

constexpr std::size_t three_agents = 3;

std::string next(const TaskState& state, std::size_t ladder = three_agents, RetryLimits limits = {}) {
  const Event event = next_step(state, ladder, limits, second(1000), "reconcile");
  CHECK(event.by == "reconcile");
  CHECK(event.at == second(1000));
  CHECK_FALSE(objection(state, event));
  std::string text = event.name;
  if (event.type == EventType::retried) text += " on rung " + std::to_string(event.rung);
  if (event.until) text += " not before " + seconds_of(*event.until);
  return text + ": " + event.reason;
}

// The task after attempts that ended like this, each retried on the rung that next_step() said.
Story after(const std::vector<Outcome>& outcomes) {
  Story story;
  story.open();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (i > 0) {
      const Event step = next_step(story.state(), 100, {100, 100, Milliseconds{1}}, second(0), "t");
      story.then(EventType::retried, [&](Event& event) { event.rung = step.rung; });
    }
    story.then_claimed(story.state().rung).then_failed(outcomes[i], "why");
  }
  return story;
}

std::string next_after(const std::vector<Outcome>& outcomes, std::size_t ladder = three_agents,
                       RetryLimits limits = {}) {
  return next(after(outcomes).state(), ladder, limits);
}

}  // namespace

TEST_CASE("each failure on evidence climbs one rung, and after the last one the task is held") {
  CHECK(next_after({Outcome::crashed}) == "retried on rung 1: next agent on the ladder");
  CHECK(next_after({Outcome::crashed, Outcome::stuck}) == "retried on rung 2: next agent on the ladder");
  CHECK(next_after({Outcome::crashed, Outcome::stuck, Outcome::no_change}) ==
        "held: every agent of the ladder has failed on it; the last attempt ended with no_change: why");
  CHECK(next_after({Outcome::crashed}, 1) ==
        "held: every agent of the ladder has failed on it; the last attempt ended with crashed: why");
}

TEST_CASE("after four failures the task is held although the ladder goes on") {
  const std::vector<Outcome> three(3, Outcome::crashed);
  const std::vector<Outcome> four(4, Outcome::crashed);
  CHECK(next_after(three, 10) == "retried on rung 3: next agent on the ladder");
  CHECK(next_after(four, 10) == "held: 4 attempts failed; the last attempt ended with crashed: why");
  CHECK(next_after({Outcome::crashed}, 10, {1, 20, Milliseconds{1}}) ==
        "held: 1 attempt failed; the last attempt ended with crashed: why");
}

TEST_CASE("a lost attempt is no evidence: the same agent again, until twenty were lost") {
  CHECK(next_after({Outcome::killed}) == "retried on rung 0: the same agent again");
  CHECK(next_after({Outcome::crashed, Outcome::killed}) == "retried on rung 1: the same agent again");
  CHECK(next_after(std::vector<Outcome>(19, Outcome::killed)) == "retried on rung 0: the same agent again");
  CHECK(next_after(std::vector<Outcome>(20, Outcome::killed)) ==
        "held: 20 attempts were lost or in conflict; the last attempt ended with killed: why");
}

TEST_CASE("what a person tries by hand counts as nothing, and the same agent is next") {
  const auto by_hand = [](Story& story, Outcome outcome) {
    story.then(EventType::claimed, [](Event& event) {
      event.agent = person_agent;
      event.rung = 1;
    });
    story.then_failed(outcome, "why");
  };
  Story story = after({Outcome::crashed});
  story.then_retried(1);
  for (const Outcome outcome : {Outcome::checks_failed, Outcome::killed, Outcome::no_change}) {
    by_hand(story, outcome);
    CHECK(next(story.state()) == "retried on rung 1: after a person's try");
    story.then_retried(1);
  }
  story.then_claimed(1).then_failed(Outcome::stuck, "why");
  CHECK(next(story.state(), 10, {2, 1, Milliseconds{1}}) ==
        "held: 2 attempts failed; the last attempt ended with stuck: why");
}

TEST_CASE("a conflict asks the same agent to merge") {
  CHECK(next_after({Outcome::conflict}) == "retried on rung 0: merge with what landed meanwhile");
}

TEST_CASE("a rate limit pauses until the time it says, or a minute, and counts as nothing") {
  CHECK(next_after({Outcome::rate_limited}) ==
        "retried on rung 0 not before 1060: paused, then the same agent again");
  CHECK(next_after(std::vector<Outcome>(50, Outcome::quota)) ==
        "retried on rung 0 not before 1060: paused, then the same agent again");
  for (const auto& [said, expected] : {std::pair(5000, 5000), std::pair(999, 1060)}) {
    Story story;
    story.open().then_claimed().then(EventType::failed, [&, until = said](Event& event) {
      event.outcome = Outcome::rate_limited;
      event.until = second(until);
    });
    CHECK(next(story.state()) ==
          fmt::format("retried on rung 0 not before {}: paused, then the same agent again", expected));
  }
}

TEST_CASE("where a key is refused the next agent goes on, and what only a person can change is held") {
  CHECK(next_after({Outcome::auth}, 2) ==
        "retried on rung 1: the next agent on the ladder, as this one's key was refused");
  CHECK(next_after({Outcome::auth}, 1) ==
        "held: trying again would not help; the last attempt ended with auth: why");
}

TEST_CASE("failures from before a person put the task back are forgotten") {
  Story story = after(std::vector<Outcome>(4, Outcome::crashed));
  story.then(EventType::held).then_retried(0).then_claimed().then_failed(Outcome::crashed);
  CHECK(next(story.state(), 10) == "retried on rung 1: next agent on the ladder");
}

TEST_CASE("the ladder begins at the agent that the task names") {
  TaskSpec spec;
  const std::vector<std::string> ladder{"small", "medium", "large"};
  CHECK(ladder_of(spec, ladder) == ladder);
  spec.agent = "medium";
  CHECK(ladder_of(spec, ladder) == std::vector<std::string>{"medium", "large"});
  spec.agent = "codemod";
  CHECK(ladder_of(spec, ladder) == std::vector<std::string>{"codemod", "small", "medium", "large"});
  spec.agent = "codemod";
  CHECK(ladder_of(spec, {}) == std::vector<std::string>{"codemod"});
}

TEST_CASE("a person's branch goes back to its author, and no agent goes on with it") {
  const auto rejected = [](Outcome outcome) {
    Story story;
    story.open().then(EventType::claimed, [](Event& event) { event.agent = person_agent; });
    TaskState state = story.then_failed(outcome, "why").state();
    state.spec.pushed_as = "fix";
    return state;
  };
  CHECK(next(rejected(Outcome::checks_failed)) == "held: why");
  CHECK(next(rejected(Outcome::conflict)) == "held: why");
  CHECK_FALSE(next_step(rejected(Outcome::rejected), 1, {}, second(0), "t").verdict == given_up);
  CHECK(next(rejected(Outcome::no_change)) == "cancelled: why");
  TaskState by_agent = after({Outcome::crashed}).state();
  by_agent.spec.pushed_as = "fix";
  CHECK(next(by_agent) == "retried on rung 1: next agent on the ladder");
}

}  // namespace policy_test
