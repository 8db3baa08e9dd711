// What people do to tasks: hold, release, retry, answer, cancel.
#include "hub/task_store.h"
#include "support/catch.h"
#include "task_world.h"

namespace task_store_people_test {

using namespace reeve;
using namespace reeve::test;

TEST_CASE("an open task is held, released and dispatched again") {
  TaskWorld world(GENERATE(as<std::string>{}, "memory", "local bare"));
  TaskRecord task = world.published("x");
  CHECK(world.ada().hold(task, "wait for the review"));
  CHECK(world.refs() == "held/x=Port x\ntask/x log=held by ada: wait for the review\n");
  CHECK(world.state(task) == "held since 0, rung 0, 'wait for the review'\n");
  CHECK_FALSE(world.ada().hold(task, "twice"));
  CHECK_FALSE(world.worker().claim(task, world.request()));
  CHECK(world.ada().release(task, "reviewed"));
  CHECK(world.refs() == "held/x=Port x\ntask/x log=released by ada: reviewed\n");
  CHECK(world.ada().dispatch(task));
  CHECK(world.refs() == "task/x=Port x\ntask/x log=dispatched by ada\n");
  CHECK(world.state(task) == "open since 0, rung 0, 'wait for the review'\n");
}

TEST_CASE("a claimed task that is held keeps what was pushed, and its worker can change nothing more") {
  TaskWorld world;
  TaskRecord task = world.claimed("x");
  REQUIRE(world.worker().progress(task, world.work("half"), Milliseconds{600'000}));
  TaskRecord person = world.get("x");
  CHECK(world.ada().hold(person, "stop"));
  CHECK(world.refs() == "failed/x/1=half\nheld/x=Port x\ntask/x log=held by ada: stop\n");
  CHECK_FALSE(world.worker().submit(task, {world.work("all"), {}, {}, {}, {}}));
  CHECK(world.ada().retry(person, 1, "with the large one"));
  CHECK(world.refs() == "failed/x/1=half\ntask/x=Port x\ntask/x log=retried by ada: with the large one\n");
  CHECK(world.state(person) ==
        "open since 0, rung 1, counted from 1, 'stop'\n  1 small@0 by worker from 0 to 0 'stop' " +
            world.work("half").hex() + "\n");
}

TEST_CASE("a person who holds a task while its worker renews the claim wins") {
  TaskWorld world;
  TaskRecord task = world.claimed("x");
  TaskRecord stale = task;
  REQUIRE(world.worker().renew(task, Milliseconds{1'000'000}));
  CHECK(world.ada().hold(stale, "stop"));
  CHECK(world.state(stale) == "held since 0, rung 0, 'stop'\n  1 small@0 by worker from 0 to 0 'stop'\n");
}

TEST_CASE("a submitted task that is held goes on from what was submitted") {
  TaskWorld world;
  TaskRecord task = world.submitted("x");
  CHECK(world.ada().hold(task, "not yet"));
  CHECK(world.refs() == "held/x=work\ntask/x log=held by ada: not yet\n");
  CHECK(world.ada().release(task, ""));
  CHECK(world.ada().dispatch(task));
  CHECK(world.refs() == "task/x=work\ntask/x log=dispatched by ada\n");
  CHECK(world.worker().claim(task, world.request()));
  CHECK(task.state.resume_work);
}

TEST_CASE("a worker asks, a person answers, and the next attempt begins") {
  TaskWorld world;
  TaskRecord task = world.claimed("x");
  Failure failure;
  failure.work = world.work("half");
  CHECK(world.worker().ask(task, "tabs or spaces?", failure));
  CHECK(world.refs() ==
        "failed/x/1=half\nheld/x=Port x\ntask/x log=asked attempt 1 (needs_input) by worker: "
        "tabs or spaces?\n");
  CHECK(world.state(task) ==
        "held since 0, rung 0, 'tabs or spaces?'\n  1 small@0 by worker from 0 to 0 needs_input "
        "'tabs or spaces?' " +
            world.work("half").hex() + "\n");
  CHECK(world.ada().answer(task, "spaces"));
  CHECK(world.refs() == "failed/x/1=half\ntask/x=Port x\ntask/x log=answered by ada: spaces\n");
  CHECK_FALSE(world.ada().answer(task, "tabs"));
  CHECK(world.worker().claim(task, world.request()));
}

TEST_CASE("a task that is cancelled has no branch, and its work is kept wherever it was") {
  TaskWorld world;
  SECTION("waiting") {
    REQUIRE(world.ada().publish({world.spec("x", {"y"})}, world.base()));
    TaskRecord task = world.get("x");
    CHECK(world.ada().cancel(task, "no"));
    CHECK(world.refs() == "task/x log=cancelled by ada: no\n");
    CHECK(world.state(task) == "cancelled since 0, rung 0, 'no'\n");
    CHECK_FALSE(task.branch);
  }
  SECTION("claimed") {
    TaskRecord task = world.claimed("x");
    REQUIRE(world.worker().progress(task, world.work("half"), Milliseconds{1000}));
    CHECK(world.ada().cancel(task, "no"));
    CHECK(world.refs() == "failed/x/1=half\ntask/x log=cancelled by ada: no\n");
  }
  SECTION("ready") {
    TaskRecord task = world.submitted("x");
    CHECK(world.ada().cancel(task, "no"));
    CHECK(world.refs() == "failed/x/1=work\ntask/x log=cancelled by ada: no\n");
  }
  SECTION("ready, then held") {
    TaskRecord task = world.submitted("x");
    REQUIRE(world.ada().hold(task, ""));
    CHECK(world.ada().cancel(task, "no"));
    CHECK(world.refs() == "failed/x/1=work\ntask/x log=cancelled by ada: no\n");
  }
}

TEST_CASE("a cancelled task leaves the hub with its log") {
  TaskWorld world;
  TaskRecord task = world.published("x");
  REQUIRE(world.ada().cancel(task, "no"));
  CHECK_FALSE(world.ada().cancel(task, "twice"));
  CHECK_FALSE(world.ada().release(task, ""));
  CHECK(world.hub().apply({world.ada().removal(task), "remove"}).succeeded());
  CHECK(world.refs() == "");
}

}  // namespace task_store_people_test
