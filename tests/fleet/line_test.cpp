// The line of a goal is stopped by real failures, its planner is called, and it goes on.
#include "base/text.h"
#include "fleet/reconcile.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"
#include "work/worker.h"

namespace line_test {

using namespace reeve;
using namespace reeve::test;

namespace {

FleetSetting failing(const std::vector<TestAgent>& planners) {
  FleetSetting setting;
  setting.agents = {{"small", "echo \"/tmp/$REEVE_ID.sh: line 7: cargo: not found\" >&2; exit 127"}};
  setting.planners = planners;
  setting.config = "[breaker]\ntasks = 3\n[gate]\nchecks = [\"true\"]\n";
  return setting;
}

void try_each(FleetFixture& fleet, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    WorkRequest request;
    request.task = id;
    REQUIRE(Worker(fleet.tasks(), "run", {}).work_once(request));
  }
}

Reconciled reconcile(FleetFixture& fleet) {
  FleetView view(fleet.tasks(), fleet.goals(), "");
  view.refresh();
  return Reconciler(fleet.tasks(), view).run();
}

void append(FleetFixture& fleet, EventType type) {
  GoalRecord goal = fleet.goal();
  REQUIRE(fleet.goals().append(goal, type, "seen to"));
}

std::string phases(FleetFixture& fleet, const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids)
    text += id + " " + std::string(name_of(fleet.record(id).state.phase)) + "\n";
  return text;
}

const std::vector<std::string> all{"a", "b", "c"};
const std::string held = "a held\nb held\nc held\n";
const std::string open = "a open\nb open\nc open\n";
const std::string signature = "crashed by small: <path>: line <n>: cargo: not found";

}  // namespace

TEST_CASE("the same failure in three tasks stops the line and calls one planner in one transaction") {
  FleetFixture fleet(failing({{"large", "true"}}));
  for (const std::string& id : all) fleet.publish(id);
  try_each(fleet, {"a", "b"});
  REQUIRE(reconcile(fleet).halted.empty());
  try_each(fleet, {"c"});
  const git::Oid before = fleet.goal().log;
  const Reconciled done = reconcile(fleet);
  CHECK(join(done.halted, " ") == "goal");
  const GoalState goal = fleet.goal().state;
  REQUIRE(goal.halt);
  CHECK(goal.halt->signature == signature);
  CHECK(goal.halt->reason ==
        "3 tasks failed in the same way, with nothing landed between them: " + signature);
  REQUIRE(done.called.size() <= 1);  // or the planner is at work already, as two tasks were given up before
  CHECK(fleet.repository().history(fleet.goal().log, before).size() == 1 + done.called.size());
  CHECK(phases(fleet, all) == held);

  SECTION("nothing more happens until it goes on") {
    const Reconciled again = reconcile(fleet);
    CHECK(again.halted.empty());
    CHECK(again.put_back.empty());
    CHECK(phases(fleet, all) == held);
  }
  SECTION("what was given up for it goes on with the line, and the same failure is a person's matter") {
    append(fleet, EventType::restarted);
    CHECK(join(reconcile(fleet).put_back, " ") == "a b c");
    CHECK(phases(fleet, all) == open);
    CHECK(reconcile(fleet).put_back.empty());
    try_each(fleet, all);
    CHECK(join(reconcile(fleet).halted, " ") == "goal");
    CHECK(fleet.goal().state.phase == GoalPhase::paused);
    CHECK(
        fleet.goal().state.reason ==
        "the same failure has stopped the line again, and planning anew did not help: 3 tasks failed in the "
        "same way, with nothing landed between them: " +
            signature + "; mend what is wrong, then type 'git reeve goal resume goal'");
    append(fleet, EventType::resumed);
    CHECK(join(reconcile(fleet).put_back, " ") == "a b c");
  }
}

TEST_CASE("without a planner the line is stopped all the same, and a person sees why") {
  FleetFixture fleet(failing({}));
  for (const std::string& id : all) fleet.publish(id);
  try_each(fleet, all);
  const Reconciled done = reconcile(fleet);
  CHECK(join(done.halted, " ") == "goal");
  CHECK(done.called.empty());
  CHECK(fleet.goal().state.phase == GoalPhase::open);
  CHECK(fleet.goal().state.halt.value().signature == signature);
}

TEST_CASE("a planner that is called for a halt is told of it, and called once") {
  FleetFixture fleet(failing({{"large", "true"}}));
  for (const std::string& id : all) fleet.publish(id);
  try_each(fleet, all);
  const Reconciled done = reconcile(fleet);
  REQUIRE(done.called.size() == 1);
  const std::vector<std::string> about = fleet.record(done.called.front()).state.spec.about;
  CHECK(std::ranges::find(about, "halted goal 1") != about.end());
  CHECK(reconcile(fleet).called.empty());
  CHECK(fleet.harm() == "");
}

TEST_CASE("a key that is refused stops the line for a person, no planner is asked, and to resume is enough") {
  FleetFixture fleet(failing({{"large", "true"}}));
  for (const std::string& id : all) {
    fleet.publish(id);
    Worker worker(fleet.tasks(), "run", {});
    worker.runners.agent = [](const AgentRequest&) {
      AgentReport report;
      report.outcome = Outcome::auth;
      report.reason = "401 invalid key";
      return report;
    };
    WorkRequest request;
    request.task = id;
    REQUIRE(worker.work_once(request));
  }
  REQUIRE(phases(fleet, all) == held);
  const Reconciled stopped = reconcile(fleet);
  CHECK(stopped.halted.size() == 1);
  CHECK(stopped.called.empty());
  CHECK(reconcile(fleet).called.empty());
  REQUIRE(fleet.goal().state.halt);
  CHECK(fleet.goal().state.halt->reason.ends_with(
      "; mend what is wrong, then type 'git reeve goal resume goal'; from time to time it is tried without"));
  append(fleet, EventType::resumed);
  CHECK(join(reconcile(fleet).put_back, " ") == "a b c");
  CHECK(phases(fleet, all) == open);
}

}  // namespace line_test
