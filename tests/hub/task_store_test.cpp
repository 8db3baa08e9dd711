// The life of a task on the hub, from its plan to its landing: which refs there are, and what the log says.
#include "hub/task_store.h"

#include "base/error.h"
#include "hub/log_note.h"
#include "support/catch.h"
#include "task_world.h"

namespace task_store_test {

using namespace reeve;
using namespace reeve::test;

TEST_CASE("a task is published, claimed, worked on, submitted and landed") {
  TaskWorld world(GENERATE(as<std::string>{}, "memory", "local bare"));
  TaskRecord task = world.published("x");
  CHECK(world.refs() == "task/x=Port x\ntask/x log=dispatched by ada\n");
  CHECK(world.state(task) == "open since 0, rung 0\n");
  CHECK(task.branch == task.task_commit);

  CHECK(world.worker().claim(task, world.request()));
  CHECK(world.refs() == "task/x=Port x\ntask/x log=claimed attempt 1 by worker\n");
  const std::string nonce = task.state.claim->nonce;
  CHECK(nonce.size() == 16);
  CHECK(world.state(task) ==
        "claimed since 0, rung 0, claim 1 " + nonce + " until 600\n  1 small@0 by worker from 0\n");

  world.clock().tick(Milliseconds{10'000});
  CHECK(world.worker().renew(task, Milliseconds{600'000}));
  CHECK(world.worker().progress(task, world.work("work 1"), Milliseconds{700'000}));
  CHECK(world.refs() == "task/x=work 1\ntask/x log=progressed attempt 1 by worker\n");
  CHECK(world.state(task) == "claimed since 0, rung 0, claim 1 " + nonce + " until 710, work " +
                                 world.work("work 1").hex() + "\n  1 small@0 by worker from 0 " +
                                 world.work("work 1").hex() + "\n");

  const git::Oid work = world.work("work 2");
  CHECK(world.worker().submit(task, {work, {"done", {}, {}, {}, {}, {}}, {}, {}, {}}));
  CHECK(world.refs() == "ready/x=work 2\ntask/x log=submitted attempt 1 by worker\n");
  CHECK(world.state(task) == "ready since 10, rung 0, work " + work.hex() + ", submitted " + work.hex() +
                                 "\n  1 small@0 by worker from 0 to 10 " + work.hex() + " handoff:done\n");

  const git::Oid merged = world.work("merged");
  const TaskStore::Landing landing = world.ada().landing(task, merged, {}, "good");
  CHECK(world.hub().apply({landing.updates, "land"}).succeeded());
  CHECK(world.refs() == "");
  CHECK_FALSE(world.ada().find("x"));
  CHECK(describe(landing.state) == describe(fold(decode_task_log(landing.text))));
  CHECK(describe(landing.state) == "landed since 10, rung 0, work " + work.hex() + ", landed " +
                                       merged.hex() + "\n  1 small@0 by worker from 0 to 10 done " +
                                       work.hex() + " handoff:done\n");
}

TEST_CASE("a task with predecessors waits until it is dispatched, and cannot be claimed before") {
  TaskWorld world;
  REQUIRE(world.ada().publish({world.spec("a"), world.spec("b", {"a"})}, world.base()));
  CHECK(world.refs() ==
        "held/b=Port b\ntask/a=Port a\ntask/a log=dispatched by ada\ntask/b log=planned by ada\n");
  TaskRecord task = world.get("b");
  CHECK(world.state(task) == "waiting since 0, rung 0\n");
  CHECK_FALSE(world.worker().claim(task, world.request()));
  CHECK(world.ada().dispatch(task));
  CHECK_FALSE(world.ada().dispatch(task));
  CHECK(world.state(task) == "open since 0, rung 0\n");
  CHECK(world.refs() ==
        "task/a=Port a\ntask/b=Port b\ntask/a log=dispatched by ada\ntask/b log=dispatched by ada\n");
}

TEST_CASE("tasks are published all or none") {
  TaskWorld world;
  world.published("x");
  const std::string before = world.refs();
  CHECK_FALSE(world.ada().publish({world.spec("y"), world.spec("x")}, world.base()));
  CHECK_THROWS_AS(world.ada().publish({world.spec("y"), world.spec("y")}, world.base()), Error);
  CHECK_THROWS_AS(world.ada().publish({world.spec("y"), world.spec("../z")}, world.base()), Error);
  CHECK_THROWS_AS(world.ada().publish({world.spec("y"), world.spec("z", {"-x"})}, world.base()), Error);
  CHECK(world.refs() == before);
}

TEST_CASE("one of two workers that read the same open task claims it") {
  TaskWorld world(GENERATE(as<std::string>{}, "memory", "local bare"));
  TaskRecord mine = world.published("x");
  TaskRecord theirs = world.get("x");
  CHECK(world.worker().claim(mine, world.request()));
  const std::string before = describe(theirs.state);
  CHECK_FALSE(world.other().claim(theirs, world.request()));
  CHECK(describe(theirs.state) == before);
  CHECK(world.get("x").state.claim->by == "worker");
}

TEST_CASE("a claim is not made with an agent that was chosen for another rung") {
  TaskWorld world;
  TaskRecord task = world.published("x");
  TaskRecord stale = world.get("x");
  REQUIRE(world.worker().claim(task, world.request()));
  REQUIRE(world.worker().fail(task, world.failure(Outcome::crashed), world.next()));
  REQUIRE(world.get("x").state.rung == 1);
  CHECK_FALSE(world.other().claim(stale, world.request("small")));
  CHECK(world.other().claim(task, world.request("large")));
}

TEST_CASE("a claim lost to an event that changes nothing for the claimer is tried again") {
  TaskWorld world;
  REQUIRE(world.ada().publish({world.spec("b", {"a"})}, world.base()));
  TaskRecord stale = world.get("b");
  TaskRecord fresh = stale;
  REQUIRE(world.ada().hold(fresh, "wait"));
  CHECK(world.ada().cancel(stale, "not needed"));
  CHECK(world.state(stale) == "cancelled since 0, rung 0, 'not needed'\n");
}

TEST_CASE("the fleet has all tasks of a goal, sorted, each with its branch") {
  TaskWorld world;
  TaskSpec elsewhere = world.spec("c");
  elsewhere.goal = "h";
  REQUIRE(world.ada().publish({world.spec("b"), world.spec("a", {"b"}), elsewhere}, world.base()));
  const auto listed = [](const Fleet& fleet) {
    std::string text;
    for (const TaskRecord& task : fleet.tasks) {
      text += task.id() + " " + std::string(name_of(task.state.phase)) + (task.branch ? "" : " lost") + ", ";
    }
    return text;
  };
  CHECK(listed(world.ada().fleet()) == "a waiting, b open, c open, ");
  CHECK(listed(world.ada().fleet("g")) == "a waiting, b open, ");
  CHECK(listed(world.ada().fleet_under(refs::held_prefix)) == "a waiting, ");
  CHECK(listed(world.ada().fleet_under(refs::task_prefix)) == "b open, c open, ");
  CHECK(listed(world.ada().fleet_under(refs::ready_prefix)) == "");
}

TEST_CASE("a branch that somebody pushed under ready/ does not make a task ready") {
  TaskWorld world;
  world.published("x");
  REQUIRE(world.hub().apply({{{refs::ready("x"), {}, world.work("evil")}}, "push"}).succeeded());
  CHECK(world.ada().fleet_under(refs::ready_prefix).tasks.empty());
}

TEST_CASE("a log that cannot be read hides no other task, and its ref is named") {
  TaskWorld world;
  world.published("bad");
  world.published("good");
  TaskRecord bad = world.get("bad");
  const git::Signature signature{"Test", "test@localhost", world.clock().now()};
  const auto damage = [&](const std::string& text) {
    const git::Oid log =
        write_log_note(world.hub().objects(), bad.log, bad.task_commit, text, "damage\n", signature);
    REQUIRE(world.hub()
                .apply({{{refs::task_log("bad"), world.hub().read(refs::task_log("bad")), log}}, "t"})
                .succeeded());
    const Fleet fleet = world.ada().fleet();
    CHECK(fleet.tasks.size() == 1);
    CHECK(fleet.tasks.front().id() == "good");
    REQUIRE(fleet.damaged.size() == 1);
    CHECK(world.ada().fleet_under(refs::task_prefix).damaged.size() == 1);
    return fleet.damaged.front().id + " " + fleet.damaged.front().ref + ": " + fleet.damaged.front().problem;
  };
  const std::string where = "bad refs/notes/reeve/task/bad: the log of task bad cannot be read: ";
  CHECK(damage(bad.text + "{\n") == where + "line 4: it is no JSON object");
  CHECK(damage(bad.text + "{\"event\"") == where + "its last line is not complete");
  CHECK(damage(encode_spec(world.spec("good"))) == where + "it is the log of good");
  try {
    world.ada().find("bad");
    FAIL("found");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::damaged);
    CHECK(error.hint() == "look at it with: git log -p refs/notes/reeve/task/bad");
  }
}

TEST_CASE("a branch that is missing is put where the log says it is") {
  TaskWorld world;
  const auto mended = [&](const TaskRecord& task) {
    const std::string branch = *branch_of(task.state.phase, task.id());
    const git::Oid tip = *world.hub().read(branch);
    TaskRecord whole = world.get(task.id());
    CHECK_FALSE(world.ada().mend(whole));
    REQUIRE(world.hub().apply({{{branch, tip, {}}}, "lose it"}).succeeded());
    TaskRecord broken = world.get(task.id());
    CHECK_FALSE(broken.branch);
    CHECK(world.ada().mend(broken));
    CHECK(broken.branch == tip);
    return world.hub().read(branch) == tip;
  };
  CHECK(mended(world.published("open")));
  TaskRecord claimed = world.claimed("claimed");
  CHECK(mended(claimed));
  REQUIRE(world.worker().progress(claimed, world.work("p"), Milliseconds{1000}));
  CHECK(mended(world.get("claimed")));
  CHECK(mended(world.submitted("ready")));
  TaskRecord held = world.submitted("held");
  REQUIRE(world.ada().hold(held, ""));
  CHECK(mended(held));
  TaskRecord again = world.claimed("again");
  REQUIRE(world.worker().fail(again, world.failure(Outcome::crashed, "", world.work("bad")), world.next()));
  CHECK(mended(again));
}

TEST_CASE(
    "the end of a plan and what came of it happen together, also when the lease was renewed meanwhile") {
  TaskWorld world;
  TaskRecord plan = world.claimed("plan");
  TaskRecord renewed = plan;
  REQUIRE(world.worker().renew(renewed, Milliseconds{900'000}));
  const auto others = world.worker().publication({world.spec("x")}, world.base());
  REQUIRE(world.worker().finish(plan, {"1 task", {}, {}, {}}, others));
  CHECK(plan.state.phase == Phase::landed);
  CHECK(plan.state.reason == "1 task");
  CHECK(world.get("x").state.phase == Phase::open);
}

TEST_CASE("a plan whose task was taken over, or beside which something moved, changes nothing") {
  TaskWorld world;
  TaskRecord plan = world.claimed("plan");
  world.published("x");
  const std::string before = world.refs();
  CHECK_FALSE(world.worker().finish(plan, {"1 task", {}, {}, {}},
                                    world.worker().publication({world.spec("x")}, world.base())));
  CHECK(world.refs() == before);
  TaskRecord held = plan;
  REQUIRE(world.ada().hold(held, "stop"));
  const std::string after = world.refs();
  CHECK_FALSE(world.worker().finish(plan, {"1 task", {}, {}, {}},
                                    world.worker().publication({world.spec("y")}, world.base())));
  CHECK(world.refs() == after);
}

TEST_CASE("one event is a change of a larger transaction, if it may follow") {
  TaskWorld world;
  const TaskRecord task = world.published("x");
  Event cancelled = make_event(EventType::cancelled, world.clock().now(), "planner");
  cancelled.verdict = dropped;
  const auto updates = world.worker().step(task, cancelled);
  REQUIRE(updates);
  REQUIRE(world.hub().apply({*updates, "drop x"}).succeeded());
  CHECK(world.get("x").state.is_dropped);
  CHECK_FALSE(world.worker().step(world.get("x"), cancelled));
}

}  // namespace task_store_test
