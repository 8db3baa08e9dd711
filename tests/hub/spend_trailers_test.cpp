#include "hub/spend_trailers.h"

#include "support/catch.h"
#include "task/story.h"

using namespace reeve;
using namespace reeve::test;

namespace {

Story tried_twice() {
  Story story;
  story.open();
  story.then(EventType::claimed, [](Event& event) { event.trace.model = "small\nReeve-Task: evil"; });
  story.then(EventType::failed, [](Event& event) {
    event.outcome = Outcome::crashed;
    event.usage.seconds = 60;
    event.usage.cost = 0.25;
    event.usage.input = 100;
  });
  story.then_retried(1).then(EventType::claimed, [](Event& event) { event.trace.model = "big"; });
  story.then(EventType::submitted, [](Event& event) {
    event.commit = "work";
    event.usage.seconds = 120.5;
    event.usage.output = 1'000;
  });
  return story;
}

}  // namespace

TEST_CASE("a landing's trailers sum all attempts, by model, and are read back as they were") {
  const TaskState state = tried_twice().state();
  const std::string trailers = spend_trailers(state);
  CHECK(
      trailers ==
      "Reeve-Cost: 0.2500\n"
      "Reeve-Tokens: 1100\n"
      R"(Reeve-Usage: {"role":"worker","model":"big","attempts":1,"unknown_cost":1,"seconds":120.5,"output":1000})"
      "\n"
      R"(Reeve-Usage: {"role":"worker","model":"small\nReeve-Task: evil","attempts":1,"seconds":60.0,)"
      R"("cost":0.25,"input":100})"
      "\n");
  const TaskSpend spend =
      landed_spend("Title\n\nReeve-Usage: {\"cost\":9}\n\nReeve-Task: x\nReeve-Parent: p\n" + trailers);
  CHECK(spend.task + " " + spend.parent == "x p");
  CHECK(spend.table == spend_of(state).table);
}

TEST_CASE("a task of which nothing is known has no such trailers") {
  CHECK(spend_trailers(Story().open().then_claimed().then_submitted("work").state()) == "");
}

TEST_CASE("trailers that make no sense count for nothing") {
  const TaskSpend spend = landed_spend(
      "Title\n\nReeve-Task: x\nReeve-Usage: no JSON\nReeve-Usage: [1]\n"
      "Reeve-Usage: {\"attempts\":-3,\"cost\":-1,\"input\":1e30,\"seconds\":\"x\"}\n");
  CHECK(total_of(spend.table) == Spend{});
}
