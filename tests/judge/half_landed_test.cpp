// A hub whose server was killed in the middle of a landing: some refs have moved, others have not.
#include "judge/half_landed.h"

#include "base/fake_clock.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"
#include "task/ref_names.h"

namespace half_landed_test {

using namespace reeve;
using namespace reeve::test;

namespace {

struct World {
  World() {
    FleetSetting setting;
    setting.config = "[gate]\nchecks = [\"true\"]\n";
    fleet.emplace(setting, clock);
    fleet->submit("x", {{"a.txt", "two\n"}});
    const TaskRecord waiting = fleet->record("x");
    log = waiting.log;
    work = waiting.branch.value();
    fleet->judge();
    tip = fleet->goal().target.value();
  }
  // The server had not come to these refs yet.
  void take_back_removal() {
    fleet->scratch().set_ref(refs::task_log("x"), log);
    fleet->scratch().set_ref(refs::ready("x"), work);
  }

  FakeClock clock;
  std::optional<FleetFixture> fleet;
  git::Oid log;
  git::Oid work;
  git::Oid tip;
};

}  // namespace

TEST_CASE("a task that is still on the hub although it has landed is taken off it, and not rejected") {
  World world;
  FleetFixture& fleet = *world.fleet;
  const std::string note = fleet.ledger(world.tip);
  world.take_back_removal();
  SECTION("with its note in the ledger") {
    CHECK(fleet.judge() == "landed x\n");
    CHECK(fleet.ledger(world.tip) == note);
  }
  SECTION("without one") {
    fleet.scratch().git({"update-ref", "-d", std::string(refs::ledger)});
    fleet.judge();
    CHECK(fleet.ledger(world.tip).find("\"event\":\"landed\"") != std::string::npos);
    CHECK(fleet.ledger(world.tip).find("its receipts were lost with the gate") != std::string::npos);
  }
  SECTION("also where others changed the same lines since") {
    fleet.move_target({{"a.txt", "three\n"}});
    fleet.judge();
  }
  CHECK(fleet.tasks().fleet().tasks.empty());
  CHECK(fleet.branches() == "");
  CHECK(fleet.harm() == "");
}

TEST_CASE("a task that was opened again after its landing is judged like any other") {
  World world;
  FleetFixture& fleet = *world.fleet;
  world.take_back_removal();
  TaskRecord again = fleet.record("x");
  Failure failure;
  failure.outcome = Outcome::rejected;
  REQUIRE(fleet.tasks().reject(again, failure, [&](const TaskState&) {
    return make_event(EventType::retried, world.clock.now(), "Test <test@localhost>");
  }));
  REQUIRE(fleet.work().starts_with("x, attempt 2"));
  CHECK_FALSE(landed_already(fleet.tasks(), fleet.goal(), fleet.record("x")));
}

}  // namespace half_landed_test
