// Which event may follow which state: the table of FORMAT.md.
#include <map>

#include "story.h"
#include "support/catch.h"

namespace fold_table_test {

using namespace reeve;
using namespace reeve::test;

namespace {

Story story_in(Phase phase) {
  Story story;
  story.then(EventType::planned);
  if (phase == Phase::waiting) return story;
  story.then(EventType::dispatched);
  if (phase == Phase::open) return story;
  story.then_claimed();
  if (phase == Phase::claimed) return story;
  if (phase == Phase::failed) return story.then_failed(Outcome::crashed);
  story.then_submitted("c1");
  if (phase == Phase::ready) return story;
  if (phase == Phase::held) return story.then(EventType::held);
  return story.then(phase == Phase::landed ? EventType::landed : EventType::cancelled);
}

// The event names that may follow, and where each of them leads: "held→held cancelled→cancelled".
std::string what_may_follow(Phase phase) {
  std::string text;
  for (int i = 0; i < static_cast<int>(EventType::unknown); ++i) {
    Story story = story_in(phase);
    const Event event = story.make(static_cast<EventType>(i));
    TaskState state = story.state();
    if (objection(state, event)) continue;
    apply(state, event);
    text += fmt::format("{}→{} ", event.name, name_of(state.phase));
  }
  return text;
}

}  // namespace

TEST_CASE("what may follow in each phase, and where it leads: nothing else may") {
  CHECK(what_may_follow(Phase::waiting) == "dispatched→open held→held cancelled→cancelled ");
  CHECK(what_may_follow(Phase::open) == "claimed→claimed held→held cancelled→cancelled ");
  CHECK(what_may_follow(Phase::claimed) ==
        "renewed→claimed progressed→claimed asked→held submitted→ready failed→failed held→held "
        "cancelled→cancelled ");
  CHECK(what_may_follow(Phase::ready) ==
        "rejected→failed landed→landed held→held cancelled→cancelled reviewed→ready ");
  CHECK(what_may_follow(Phase::failed) == "retried→open held→held cancelled→cancelled ");
  CHECK(what_may_follow(Phase::held) == "answered→open retried→open released→waiting cancelled→cancelled ");
  CHECK(what_may_follow(Phase::landed) == "reverted→failed ");
  CHECK(what_may_follow(Phase::cancelled) == "");
}

TEST_CASE("an empty log takes planned first, and only once") {
  Story story;
  CHECK_FALSE(objection(TaskState(), story.make(EventType::planned)));
  story.then(EventType::planned);
  CHECK(objection(story.state(), story.make(EventType::planned)) == "it is planned already");
  story.then(EventType::dispatched);
  CHECK(objection(story.state(), story.make(EventType::planned)) == "it is planned already");
}

TEST_CASE("an event that is not known may follow everywhere and leads nowhere") {
  for (int i = 0; i <= static_cast<int>(Phase::cancelled); ++i) {
    Story story = story_in(static_cast<Phase>(i));
    CHECK_FALSE(objection(story.state(), story.make(EventType::unknown)));
    CHECK(story.then(EventType::unknown).state().phase == static_cast<Phase>(i));
  }
}

TEST_CASE("the reason of an objection names the phase and the event") {
  Story story = story_in(Phase::ready);
  CHECK(objection(story.state(), story.make(EventType::claimed)) == "a task that is ready cannot be claimed");
}

TEST_CASE("an event of an older claim is refused and names the holder") {
  Story story = story_in(Phase::claimed);
  for (const EventType type : {EventType::renewed, EventType::progressed, EventType::asked,
                               EventType::submitted, EventType::failed}) {
    Event event = story.make(type);
    event.nonce = "stale";
    CHECK(objection(story.state(), event) == "the claim is not this worker's: attempt 1 belongs to worker");
  }
}

TEST_CASE("a verdict on an earlier attempt is refused") {
  Story story;
  story.open().then_claimed().then_submitted("c1");
  const Event rejected = story.make(EventType::rejected);
  const Event landed = story.make(EventType::landed);
  CHECK_FALSE(objection(story.state(), rejected));
  story.then(EventType::held).then(EventType::released).then(EventType::dispatched);
  story.then_claimed().then_submitted("c2");
  CHECK(objection(story.state(), rejected) == "attempt 1 is not the last one, 2");
  CHECK(objection(story.state(), landed) == "attempt 1 is not the last one, 2");
}

TEST_CASE("a claim must carry the next attempt's number, a nonce and a lease") {
  Story story = story_in(Phase::open);
  const TaskState state = story.state();
  const Event good = story.make(EventType::claimed);
  CHECK_FALSE(objection(state, good));
  Event claim = good;
  claim.attempt = 2;
  CHECK(objection(state, claim) == "attempt 2 is not the next one, 1");
  claim = good;
  claim.nonce = "";
  CHECK(objection(state, claim) == "a claim needs a nonce and the end of its lease");
  claim = good;
  claim.lease_until.reset();
  CHECK(objection(state, claim) == "a claim needs a nonce and the end of its lease");
}

}  // namespace fold_table_test
