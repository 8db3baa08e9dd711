#include "hub/spend_trailers.h"

#include "hub/landing_reader.h"
#include "hub/ledger.h"
#include "support/catch.h"
#include "task/story.h"

namespace spend_trailers_test {

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

TEST_CASE("a landing that is read raw says what its trailers say, however they are written") {
  const std::string head =
      "tree 290676f66a28aa2e02a13fd0c2b5348181efbb5f\nparent 290676f66a28aa2e02a13fd0c2b5348181efbb5e\n"
      "author A <a@x> 1 +0000\ncommitter J <j@x> 1800000000 +0100\n\n";
  for (
      const std::string usage :
      {R"({"role":"worker","model":"m-1","attempts":2,"unknown_cost":1,"seconds":185.5,"cost":1.25,"input":7})",
       R"({"attempts":1,"seconds":3,"cache_read":4,"cache_write":5,"output":6,"turns":7})",
       R"({ "role":"judge"})", R"({"role":"wor\u006ber","attempts":1})",
       R"({"role":"worker","attempts":-1,"cost":-2})", R"({"role":"worker","cost":1e13,"input":2.5})",
       R"({"role":"worker","attempts":9999999})", "{", "", "{}",
       R"({"role":"worker","cost":1.5e-3,"other":[1,2]})", R"({"role":"worker","attempts":2)"}) {
    const std::string message =
        "Port it\n\nReeve-Task: not-this-one\n\nReeve-Task: t-1\nReeve-Goal:  g \nReeve-Parent: p-1\n"
        "Reeve-Attempt: 3\nReeve-Usage: " +
        usage + "\nReeve-Usage: {\"role\":\"planner\",\"attempts\":1}\nReeve-Task: t-2\n";
    const Landing landing = landing_of(head + message);
    INFO(usage);
    CHECK(landing.spend == landed_spend(message).table);
    CHECK(landing.task == trailer(message, "Reeve-Task"));
    CHECK(landing.goal == trailer(message, "Reeve-Goal"));
    CHECK(landing.from == trailer(message, "Reeve-Parent"));
    CHECK(landing.attempt == 3);
    CHECK(landing.parent == git::Oid::parse("290676f66a28aa2e02a13fd0c2b5348181efbb5e"));
    CHECK(landing.at == TimePoint{std::chrono::seconds(1'800'000'000)});
  }
  CHECK(landing_of(head + "no trailers\n").task.empty());
}

}  // namespace spend_trailers_test
