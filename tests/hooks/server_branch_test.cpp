// The branches of tasks and goals on a server with the gate: they follow the log.
#include "base/text.h"
#include "hooks/server_world.h"
#include "support/catch.h"
#include "task/ref_names.h"

namespace server_branch_test {

using namespace reeve;
using namespace reeve::test;

TEST_CASE("a branch whose prefix is not what the log says is refused") {
  ServerWorld world;
  world.publish("x");
  const TaskRecord task = world.worker().find("x").value();
  const git::Oid work = world.work_on(task.task_commit);
  const auto created = [&](const std::string& ref, const std::string& words) {
    return refused_by(world, {{ref, std::nullopt, work}}, ref, "branch", words);
  };
  CHECK(created("refs/heads/reeve/ready/x", "the task is open, so its branch is reeve/task/x") == "");
  CHECK(created("refs/heads/reeve/held/x", "the task is open") == "");
  CHECK(created("refs/heads/reeve/task/y", "there is no log of a task y") == "");
  CHECK(created("refs/heads/reeve/held/y", "there is no log of a task y") == "");
  CHECK(created("refs/heads/reeve/failed/x/1", "the task has no attempt 1") == "");
  const std::string branch = "refs/heads/reeve/task/x";
  CHECK(refused_by(world, {{branch, task.branch, std::nullopt}}, branch, "branch", "this is its branch") ==
        "");
  CHECK(refused_by(world, {{branch, task.branch, work}}, branch, "branch", "does not move without its log") ==
        "");
}

TEST_CASE("a worker's branch moves forward while it is claimed, and otherwise with the log alone") {
  ServerWorld world;
  TaskRecord task = world.claimed("x");
  const std::string branch = "refs/heads/reeve/task/x";
  const git::Oid work = world.work_on(task.task_commit);
  CHECK(world.push({{branch, task.branch, work}}) == "");
  const git::Oid other = world.work_on(task.task_commit, "other\n");
  CHECK(refused_by(world, {{branch, work, other}}, branch, "branch", "moves forward") == "");
}

TEST_CASE("what waits for the gate is the commit that was submitted") {
  ServerWorld world;
  TaskRecord task = world.claimed("x");
  const git::Oid work = world.work_on(task.task_commit);
  const git::Oid other = world.work_on(work, "other\n");
  Event submitted = make_event(EventType::submitted, system_clock().now(), "worker@one");
  submitted.attempt = 1;
  submitted.nonce = task.state.claim->nonce;
  submitted.commit = work.hex();
  const std::string ready = "refs/heads/reeve/ready/x";
  const git::RefUpdate log = world.log_with("refs/notes/reeve/task/x", encode_event(submitted));
  const git::RefUpdate gone{"refs/heads/reeve/task/x", task.branch, std::nullopt};
  CHECK(refused_by(world, {log, {ready, std::nullopt, other}, gone}, ready, "branch", "not the commit") ==
        "");
  CHECK(refused_by(world, {log, gone}, log.ref, "branch", "does not bring its branch reeve/ready/x") == "");
  CHECK(world.push({log, {ready, std::nullopt, work}, gone}) == "");
  CHECK(refused_by(world, {{ready, work, other}}, ready, "branch", "not the commit that was submitted") ==
        "");
}

TEST_CASE("kept work stays while its task lives, and is not replaced") {
  ServerWorld world;
  TaskRecord task = world.claimed("x");
  const git::Oid work = world.work_on(task.task_commit);
  const std::string kept = "refs/heads/reeve/failed/x/1";
  REQUIRE(world.worker().keep_work("x", 1, work));
  CHECK(refused_by(world, {{kept, work, std::nullopt}}, kept, "branch", "is kept as long as") == "");
  CHECK(refused_by(world, {{kept, work, task.task_commit}}, kept, "branch", "replace the work") == "");
  REQUIRE(world.ada().cancel(task, "no"));
  REQUIRE(world.push(world.filing()) == "");
  CHECK(world.push({{kept, work, std::nullopt}}) == "");
}

TEST_CASE("a goal's branch is made with the goal, and goes when the goal has ended") {
  ServerWorld world({false, "refs/heads/main"});
  const std::string branch = "refs/heads/reeve/goal/goal";
  const git::Oid tip = world.goal().goal_commit;
  CHECK(refused_by(world, {{branch, tip, std::nullopt}}, branch, "target", "when the goal has ended") == "");
  CHECK(refused_by(world, {{branch, tip, world.work_on(tip)}}, branch, "target", "made with its goal") == "");
  CHECK(refused_by(world, {{"refs/heads/reeve/goal/mine", std::nullopt, tip}}, "refs/heads/reeve/goal/mine",
                   "target", "made with its goal") == "");
  CHECK(refused_by(world, {{"refs/heads/reeve/green/mine", std::nullopt, tip}}, "refs/heads/reeve/green/mine",
                   "green", "there is no goal mine") == "");
  GoalRecord goal = world.goal();
  REQUIRE(world.goals().append(goal, EventType::stopped, "enough"));
  CHECK(world.push(
            {{branch, tip, std::nullopt}, {"refs/heads/reeve/green/goal", goal.green, std::nullopt}}) == "");
}

TEST_CASE("a branch that the log names and that is missing can be mended") {
  ServerWorld world;
  world.publish("x");
  world.server().git({"update-ref", "-d", "refs/heads/reeve/task/x"});
  TaskRecord task = world.worker().find("x").value();
  const std::string branch = "refs/heads/reeve/task/x";
  CHECK(refused_by(world, {{branch, std::nullopt, world.work_on(task.task_commit)}}, branch, "branch") == "");
  CHECK(world.worker().mend(task));
}

TEST_CASE("refs that are none of Reeve's pass") {
  ServerWorld world({true, ""});
  const git::Oid main = world.hub().read("refs/heads/main").value();
  const git::Oid commit = world.work_on(main);
  CHECK(world.push({{"refs/heads/main", main, commit},
                    {"refs/heads/feature/#12", std::nullopt, commit},
                    {"refs/notes/commits", std::nullopt, commit},
                    {"refs/tags/v1", std::nullopt, commit}}) == "");
  CHECK(world.push({{"refs/heads/feature/#12", commit, std::nullopt}, {"refs/heads/main", commit, main}}) ==
        "");
}

}  // namespace server_branch_test
