// The end of a plan task on a server with the gate: its tasks come with it, and no work lands that way.
#include <algorithm>

#include "hooks/server_world.h"
#include "hub/ledger.h"
#include "support/catch.h"
#include "task/codec.h"
#include "task/ref_names.h"

namespace server_plan_test {

using namespace reeve;
using namespace reeve::test;

namespace {

TaskRecord claimed(ServerWorld& world, TaskKind kind) {
  REQUIRE(world.ada().publish({spec_of("x", kind)}, world.goal().base()));
  TaskRecord task = world.worker().find("x").value();
  REQUIRE(world.worker().claim(task, {"small", "m-1", "run", Milliseconds{600'000}}));
  return task;
}

// The claimed task submits and lands in one push, by this worker, as finish() writes it.
Updates ending_of(ServerWorld& world, const TaskRecord& task, const std::string& by) {
  Event submitted = make_event(EventType::submitted, system_clock().now(), by);
  submitted.attempt = 1;
  submitted.nonce = task.state.claim.value().nonce;
  Event landed = make_event(EventType::landed, system_clock().now(), by);
  landed.attempt = 1;
  landed.reason = "0 tasks";
  const std::string branch = branch_of(task.state.phase, task.id()).value();
  return {world.log_with(refs::task_log(task.id()), encode_event(submitted) + encode_event(landed)),
          {branch, task.branch, std::nullopt}};
}

}  // namespace

TEST_CASE("the gate lets a plan end together with its tasks, and be filed under its goal") {
  ServerWorld world;
  TaskRecord plan = claimed(world, TaskKind::plan);
  std::vector<TaskSpec> specs{spec_of("first", TaskKind::work), spec_of("second", TaskKind::work)};
  specs.back().after = {"first"};
  for (TaskSpec& spec : specs) spec.parent = "x";
  REQUIRE(world.worker().finish(plan, {"2 tasks", {}, {}, {}},
                                world.worker().publication(specs, world.goal().base())));
  CHECK(world.worker().find("x").value().state.phase == Phase::landed);
  CHECK(world.worker().find("first").value().state.phase == Phase::open);
  CHECK(world.worker().find("second").value().state.phase == Phase::waiting);
  CHECK(world.push(world.filing()) == "");
  CHECK_FALSE(world.worker().find("x"));
  const auto ledger = world.hub().read(std::string(refs::ledger));
  CHECK(read_ledger(world.objects(), ledger, world.goal().goal_commit) == plan.text);
  CHECK(world.worker().fleet().tasks.size() == 2);
}

TEST_CASE("a task ends by what was pushed to its log only if it is a plan, and only by who plans it") {
  ServerWorld world;
  SECTION("a plan, by its planner") {
    const TaskRecord plan = claimed(world, TaskKind::plan);
    CHECK(world.push(ending_of(world, plan, "worker@one")) == "");
  }
  SECTION("a plan, by another one") {
    const TaskRecord plan = claimed(world, TaskKind::plan);
    CHECK(refused_by(world, ending_of(world, plan, "worker@two"), refs::task_log("x"), "claim",
                     "by worker@two for the claim of worker@one") == "");
  }
  SECTION("work") {
    const TaskRecord work = claimed(world, TaskKind::work);
    CHECK(refused_by(world, ending_of(world, work, "worker@one"), refs::task_log("x"), "transition",
                     "has no log but in the ledger") == "");
  }
}

}  // namespace server_plan_test
