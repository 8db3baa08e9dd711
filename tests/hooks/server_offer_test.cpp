// People's branches on a server with the gate: who may push what under reeve/ready/, and how it goes on.
#include "hooks/server_world.h"
#include "judge/offers.h"
#include "support/catch.h"
#include "task/policy.h"
#include "task/ref_names.h"

namespace server_offer_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const std::string fix = "refs/heads/reeve/ready/fix";

std::string adopted_one(ServerWorld& world) {
  const Adopted adopted = adopt_offers(world.other(), offered_branches(world.hub()));
  for (const LeftBranch& left : adopted.left) UNSCOPED_INFO(left.branch + ": " + left.reason);
  REQUIRE(adopted.tasks.size() == 1);
  return adopted.tasks.front();
}

}  // namespace

TEST_CASE("a person's push to reeve/ready is let through, adopted and landed") {
  ServerWorld world;
  const git::Oid mine = world.work_on(world.goal().target.value());
  REQUIRE(world.push({{fix, std::nullopt, mine}}) == "");
  const std::string id = adopted_one(world);
  CHECK(world.hub().list("refs/heads/reeve/ready/").front().name == refs::ready(id));
  CHECK(world.push(world.landing({id})) == "");
  CHECK(world.worker().fleet().tasks.empty());
  CHECK(world.objects().read_commit(world.goal().target.value()).message.starts_with("work\n"));
}

TEST_CASE("a person changes and takes back what they pushed as long as nobody has taken it up") {
  ServerWorld world;
  const git::Oid first = world.work_on(world.goal().target.value());
  REQUIRE(world.push({{fix, std::nullopt, first}}) == "");
  const git::Oid second = world.work_on(world.goal().target.value(), "three\n");
  CHECK(world.push({{fix, first, second}}) == "");
  CHECK(world.push({{fix, second, std::nullopt}}) == "");
}

TEST_CASE("a rejected branch is pushed again, under its name or its task's") {
  ServerWorld world;
  const git::Oid target = world.goal().target.value();
  REQUIRE(world.push({{fix, std::nullopt, world.work_on(target)}}) == "");
  const std::string id = adopted_one(world);
  TaskRecord task = world.other().find(id).value();
  Failure failure;
  failure.outcome = Outcome::checks_failed;
  failure.reason = "it failed";
  failure.work = task.branch;
  REQUIRE(world.other().reject(task, failure, [&](const TaskState& state) {
    return next_step(state, 1, {}, system_clock().now(), "judge@build7");
  }));
  CHECK(task.state.phase == Phase::held);
  const git::Oid mended = world.work_on(target, "three\n");
  const std::string again = GENERATE_COPY(as<std::string>{}, fix, "by id");
  const std::string ref = again == fix ? fix : refs::ready(id);
  REQUIRE(world.push({{ref, std::nullopt, mended}}) == "");
  CHECK(adopted_one(world) == id);
  CHECK(world.push(world.landing({id})) == "");
}

TEST_CASE("what is no person's branch is not pushed as one") {
  ServerWorld world;
  const git::Oid mine = world.work_on(world.goal().target.value());
  const auto refused = [&](const std::string& ref, const std::string& rule, const std::string& words) {
    return refused_by(world, {{ref, std::nullopt, mine}}, ref, rule, words);
  };
  world.publish("x");
  SECTION("under the name of a task of the fleet") {
    CHECK(refused("refs/heads/reeve/ready/x", "branch", "the log says that the task is open") == "");
  }
  SECTION("under a name that is none") {
    CHECK(refused("refs/heads/reeve/ready/Fix", "name", "what joins the queue has a name of") == "");
    CHECK(refused("refs/heads/reeve/ready/ada/fix", "name", "what joins the queue has a name of") == "");
    CHECK(refused("refs/heads/reeve/ready/fix;$IFS", "name", "characters that shells") == "");
  }
  SECTION("in another folder") {
    CHECK(refused("refs/heads/reeve/task/fix", "branch", "there is no log of a task fix") == "");
    CHECK(refused("refs/heads/reeve/held/fix", "branch", "there is no log of a task fix") == "");
  }
  SECTION("over the work that waits") {
    const TaskRecord task = world.submitted("y");
    CHECK(refused_by(world, {{refs::ready("y"), task.branch, mine}}, refs::ready("y"), "branch",
                     "not the commit that was submitted") == "");
  }
  SECTION("where no goal is open") {
    GoalRecord goal = world.goal();
    REQUIRE(world.goals().append(goal, EventType::stopped, "over"));
    CHECK(refused(fix, "branch", "no goal is open") == "");
  }
}

}  // namespace server_offer_test
