#include "fleet/fleet_view.h"

#include "base/text.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"

namespace fleet_view_test {

using namespace reeve;
using namespace reeve::test;

namespace {

std::string ids(const std::map<std::string, const TaskState*>& tasks) {
  std::vector<std::string> words;
  for (const auto& [id, task] : tasks) words.push_back(id + " " + std::string(name_of(task->phase)));
  return join(words, ", ");
}

// "live: a open; filed: b cancelled; landed: c landed; ever: c".
std::string scene(FleetView& view) {
  view.refresh();
  const Config config;
  const GoalScene scene = view.scene(view.goals().at("goal"), config);
  return "live: " + ids(scene.live) + "; filed: " + ids(scene.filed) + "; landed: " + ids(scene.landed) +
         "; ever: " + join({scene.landed_ids.begin(), scene.landed_ids.end()}, ", ");
}

void begin_cycle(FleetFixture& fleet, int number) {
  GoalRecord goal = fleet.goal();
  Event started = make_event(EventType::cycle_started, fleet.tasks().clock().now(), "test");
  started.cycle = number;
  started.commit = goal.target->hex();
  REQUIRE(fleet.goals().append(goal, started));
}

}  // namespace

TEST_CASE("a goal's scene has what lives, what was filed, and what landed in this cycle") {
  FleetFixture fleet({.config = "[gate]\nchecks = [\"true\"]\n"});
  FleetView view(fleet.tasks(), fleet.goals(), "");
  fleet.publish("open");
  fleet.publish("gone");
  fleet.submit("first", {{"a.txt", "two\n"}});
  TaskRecord gone = fleet.record("gone");
  REQUIRE(fleet.tasks().cancel(gone, "not needed"));
  CHECK(scene(view) == "live: first ready, gone cancelled, open open; filed: ; landed: ; ever: ");
  fleet.judge();
  CHECK(scene(view) == "live: open open; filed: gone cancelled; landed: first landed; ever: first");
  begin_cycle(fleet, 2);
  CHECK(scene(view) == "live: open open; filed: gone cancelled; landed: ; ever: first");
  fleet.submit("second", {{"b.txt", "two\n"}});
  fleet.judge();
  CHECK(scene(view) == "live: open open; filed: gone cancelled; landed: second landed; ever: first, second");
  // Who comes later sees the same.
  FleetView other(fleet.tasks(), fleet.goals(), "");
  CHECK(scene(other) == scene(view));
}

TEST_CASE("a landed task's record is what its log in the ledger says, findings and all") {
  FleetFixture fleet({.config = "[gate]\nchecks = [\"true\"]\n"});
  Handoff handoff;
  handoff.findings = {"b.txt is odd"};
  fleet.submit(fleet.spec("first"), {{"a.txt", "two\n"}}, handoff);
  fleet.judge();
  FleetView view(fleet.tasks(), fleet.goals(), "");
  view.refresh();
  const Config config;
  const GoalScene scene = view.scene(view.goals().at("goal"), config);
  CHECK(scene.landed.at("first")->last_attempt()->handoff == handoff);
}

}  // namespace fleet_view_test
