// Taking back what landed.
#include "judge/revert.h"

#include "support/catch.h"
#include "support/fleet_fixture.h"
#include "task/policy.h"
#include "work/attempt.h"

namespace revert_test {

using namespace reeve;
using namespace reeve::test;

namespace {

struct World {
  explicit World(const std::string& body = "") {
    TaskSpec spec = fleet.spec("x");
    spec.body = body;
    fleet.submit(spec, {{"a.txt", "two\n"}, {"x.txt", "x\n"}});
    fleet.judge();
    landed = fleet.goal().target.value();
  }

  RevertResult make() {
    return make_revert(fleet.tasks(), fleet.goal(), landed, fleet.goal().target.value(), "it is red");
  }

  bool apply(const Revert& revert) {
    const GoalRecord goal = fleet.goal();
    Failure failure;
    failure.outcome = Outcome::checks_failed;
    failure.reason = "'make test' failed on the target with it";
    return apply_revert(fleet.tasks(), goal, revert, goal.target.value(), goal.goal_commit, failure,
                        next_step_for(fleet.tasks(), fleet.config()));
  }

  FleetFixture fleet{FleetSetting{.agents = {{"small", "echo two > a.txt"}, {"large", "echo two > a.txt"}},
                                  .config = "[gate]\nchecks = [\"true\"]\n"}};
  git::Oid landed;
};

}  // namespace

TEST_CASE("a revert takes one change back, keeps what came after it, and opens its task again") {
  World world;
  world.fleet.submit("y", {{"y.txt", "y\n"}});
  world.fleet.judge();
  const auto made = world.make();
  REQUIRE(made.revert);
  REQUIRE(world.apply(*made.revert));
  CHECK(world.fleet.target_files() == Files{{"a.txt", "one\n"}, {"b.txt", "one\n"}, {"y.txt", "y\n"}});
  CHECK(world.fleet.repository().read_commit(world.fleet.goal().target.value()).message ==
        "Revert \"Change x\"\n\nThis takes back commit " + world.landed.hex() +
            ":\nit is red\n\nReeve-Reverts: x\nReeve-Goal: goal\nReeve-Attempt: 1\n");
  CHECK(world.fleet.task("x") ==
        "open: 'make test' failed on the target with it\n"
        "1 small checks_failed: 'make test' failed on the target with it\n");
  CHECK(world.fleet.branches() == "task/x");
  const std::string note = world.fleet.ledger(world.fleet.goal().target.value());
  CHECK(note.substr(0, note.find("Verdict: ")) ==
        "Revert: x (" + world.landed.hex() +
            ")\nGoal: goal\nReason: 'make test' failed on the target with it\n");
  CHECK(world.fleet.harm() == "");
  SECTION("and it can land again, by the next agent") {
    CHECK(world.fleet.work() == "x, attempt 2 by large: submitted");
    CHECK(world.fleet.judge() == "testing 1 candidate\nlanded x\n");
    CHECK(world.fleet.landed() == "Change x\nRevert \"Change x\"\nChange y\nChange x\n");
    CHECK(world.fleet.branches() == "");
  }
}

TEST_CASE("a change that later ones build on is not reverted, and neither is one that opted out") {
  SECTION("a later change in the same lines") {
    World world;
    world.fleet.submit("y", {{"a.txt", "three\n"}});
    world.fleet.judge();
    CHECK(world.make().problem == "x cannot be reverted, as later changes build on it in a.txt");
  }
  SECTION("a trailer") {
    World world("Move the data.\nReeve-No-Revert: the data has moved");
    CHECK(world.make().problem == "x is not to be reverted: the data has moved");
  }
  SECTION("no task's") {
    World world;
    const git::Oid theirs = world.fleet.move_target({{"b.txt", "two\n"}});
    const auto made = make_revert(world.fleet.tasks(), world.fleet.goal(), theirs, theirs, "it is red");
    CHECK(made.problem == theirs.short_hex() + " is no landing of a task");
  }
}

TEST_CASE("a revert that loses a race changes nothing") {
  World world;
  const auto made = world.make();
  REQUIRE(made.revert);
  const git::Oid moved = world.fleet.move_target({{"b.txt", "two\n"}});
  const GoalRecord goal = world.fleet.goal();
  CHECK_FALSE(apply_revert(world.fleet.tasks(), goal, *made.revert, world.landed, goal.goal_commit, {},
                           next_step_for(world.fleet.tasks(), world.fleet.config())));
  CHECK(world.fleet.goal().target == moved);
  CHECK(world.fleet.branches() == "");
}

}  // namespace revert_test
