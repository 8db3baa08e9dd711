// What becomes of a task, and of the work that was done on it, when an attempt does not lead to a landing.
#include "base/error.h"
#include "hub/task_store.h"
#include "support/catch.h"
#include "task_world.h"

namespace task_store_failure_test {

using namespace reeve;
using namespace reeve::test;

TEST_CASE("a failed attempt's work is kept, and the next rung claims the task afresh") {
  TaskWorld world(GENERATE(as<std::string>{}, "memory", "local bare"));
  TaskRecord task = world.claimed("x");
  const git::Oid work = world.work("half done");
  CHECK(world.worker().fail(task, world.failure(Outcome::checks_failed, "red\nvery", work), world.next()));
  CHECK(world.refs() ==
        "failed/x/1=half done\ntask/x=Port x\n"
        "task/x log=retried by reconcile: next agent on the ladder\n");
  CHECK(world.state(task) ==
        "open since 0, rung 1, 'red\nvery'\n  1 small@0 by worker from 0 to 0 checks_failed "
        "'red\nvery' " +
            work.hex() + "\n");
  CHECK(world.hub()
            .objects()
            .read_commit(world.hub().objects().read_commit(task.log).parents.front())
            .message == "failed attempt 1 (checks_failed) by worker: red\n");
  CHECK(world.other().claim(task, world.request("large")));
  CHECK(task.state.attempts.back().rung == 1);
  CHECK(task.branch == task.task_commit);
  CHECK(world.other().fail(task, world.failure(Outcome::stuck, "loop"), world.next()));
  CHECK(
      world.refs() ==
      "failed/x/1=half done\nheld/x=Port x\n"
      "task/x log=held by reconcile: every agent of the ladder has failed on it; the last attempt ended with "
      "stuck: loop\n");
}

TEST_CASE("words of an agent reach no commit message as control characters") {
  TaskWorld world;
  TaskRecord task = world.claimed("x");
  const std::string reason = std::string("\x1b[2J\0x", 6) + "\nReeve-Task: y";
  REQUIRE(world.worker().fail(task, world.failure(Outcome::crashed, reason), world.next()));
  const git::Oid failed = world.hub().objects().read_commit(task.log).parents.front();
  CHECK(world.hub().objects().read_commit(failed).message ==
        "failed attempt 1 (crashed) by worker: \\x1b[2J\\x00x\n");
}

TEST_CASE("a rate limit's end is when the task can be claimed again") {
  TaskWorld world;
  TaskRecord task = world.claimed("x");
  Failure failure = world.failure(Outcome::rate_limited, "slow down");
  failure.until = second(5000);
  REQUIRE(world.worker().fail(task, failure, world.next()));
  CHECK(task.state.not_before == second(5000));
  CHECK_FALSE(world.worker().claim(task, world.request()));
  world.clock().tick(Milliseconds{5'000'000});
  CHECK(world.worker().claim(task, world.request()));
}

TEST_CASE("a rejected task starts afresh, and after a conflict goes on from what was submitted") {
  TaskWorld world;
  TaskRecord task = world.submitted("x");
  const git::Oid work = world.work("work");
  SECTION("rejected") {
    CHECK(world.ada().reject(task, world.failure(Outcome::rejected, "ugly", work), world.next()));
    CHECK(world.refs() ==
          "failed/x/1=work\ntask/x=Port x\ntask/x log=retried by reconcile: next agent on the ladder\n");
    CHECK(task.branch == task.task_commit);
  }
  SECTION("conflict") {
    CHECK(world.ada().reject(task, world.failure(Outcome::conflict, "a.h"), world.next()));
    CHECK(world.refs() == "task/x=work\ntask/x log=retried by reconcile: merge with what landed meanwhile\n");
    REQUIRE(world.worker().claim(task, world.request()));
    CHECK(task.state.resume_work);
    CHECK(task.branch == work);
    CHECK(task.state.work == work.hex());
  }
  CHECK(world.state(task) == describe(task.state));
}

TEST_CASE("a gate that judged an earlier submission changes nothing") {
  TaskWorld world;
  TaskRecord judged = world.submitted("x");
  TaskRecord task = judged;
  REQUIRE(world.ada().hold(task, ""));
  REQUIRE(world.ada().release(task, ""));
  REQUIRE(world.ada().dispatch(task));
  REQUIRE(world.worker().claim(task, world.request()));
  REQUIRE(world.worker().submit(task, {world.work("better"), {}, {}, {}, {}}));
  const std::string before = world.refs();
  CHECK_FALSE(world.ada().reject(judged, world.failure(Outcome::rejected, "old"), world.next()));
  CHECK_FALSE(
      world.hub().apply({world.ada().landing(judged, world.base(), {}, "").updates, "land"}).succeeded());
  CHECK(world.refs() == before);
}

TEST_CASE("an expired claim is taken back with the work that was pushed") {
  TaskWorld world(GENERATE(as<std::string>{}, "memory", "local bare"));
  TaskRecord task = world.claimed("x");
  REQUIRE(world.worker().progress(task, world.work("half"), Milliseconds{600'000}));
  CHECK(world.other().expire(task, "no sign of life", world.next()));
  CHECK(world.refs() ==
        "failed/x/1=half\ntask/x=Port x\ntask/x log=retried by reconcile: the same agent again\n");
  CHECK(
      world.state(task) ==
      "open since 0, rung 0, 'no sign of life'\n  1 small@0 by worker from 0 to 0 killed 'no sign of life' " +
          world.work("half").hex() + "\n");
}

TEST_CASE("a claim that was renewed after it was looked at is not taken back") {
  TaskWorld world;
  TaskRecord task = world.claimed("x");
  TaskRecord stale = task;
  world.clock().tick(Milliseconds{599'000});
  REQUIRE(world.worker().renew(task, Milliseconds{600'000}));
  const std::string before = world.refs();
  CHECK_FALSE(world.other().expire(stale, "gone", world.next()));
  CHECK(world.refs() == before);
  CHECK(world.other().expire(task, "gone", world.next()));
  CHECK_FALSE(world.other().expire(task, "twice", world.next()));
}

TEST_CASE("whoever lost its claim can change nothing, but its work is kept") {
  TaskWorld world(GENERATE(as<std::string>{}, "memory", "local bare"));
  TaskRecord old = world.claimed("x");
  TaskRecord task = old;
  REQUIRE(world.other().expire(task, "gone", world.next()));
  const bool is_claimed_anew = GENERATE(false, true);
  if (is_claimed_anew) REQUIRE(world.other().claim(task, world.request()));
  const std::string before = world.refs();
  const std::string record = describe(old.state);
  const git::Oid work = world.work("late");
  CHECK_FALSE(world.worker().renew(old, Milliseconds{1000}));
  CHECK_FALSE(world.worker().progress(old, work, Milliseconds{1000}));
  CHECK_FALSE(world.worker().submit(old, {work, {}, {}, {}, {}}));
  CHECK_FALSE(world.worker().ask(old, "what?", world.failure(Outcome::needs_input)));
  CHECK_FALSE(world.worker().fail(old, world.failure(Outcome::crashed), world.next()));
  CHECK_FALSE(world.worker().expire(old, "", world.next()));
  CHECK(world.refs() == before);
  CHECK(describe(old.state) == record);
  CHECK(world.worker().keep_work("x", 1, work));
  CHECK(world.refs() == "failed/x/1=late\n" + before);
}

TEST_CASE("kept work is replaced only by what was built on it") {
  TaskWorld world;
  const auto child = [&](const git::Oid& parent, const std::string& text) {
    git::CommitData commit = world.hub().objects().read_commit(parent);
    commit.parents = {parent};
    commit.message = text + "\n";
    return world.hub().objects().write_commit(commit);
  };
  const git::Oid first = world.work("first");
  const git::Oid second = child(first, "second");
  CHECK(world.worker().keep_work("x", 2, first));
  CHECK(world.worker().keep_work("x", 2, first));
  CHECK(world.worker().keep_work("x", 2, second));
  CHECK_FALSE(world.worker().keep_work("x", 2, first));
  CHECK_FALSE(world.worker().keep_work("x", 2, world.work("unrelated")));
  CHECK(world.refs() == "failed/x/2=second\n");
}

TEST_CASE("a failed task for which nobody took the next step is decided once, and not over a person's head") {
  TaskWorld world;
  TaskRecord task = world.claimed("x");
  REQUIRE(world.worker().fail(task, world.failure(Outcome::crashed), world.next()));
  CHECK_FALSE(world.other().decide(task, world.next()));

  // A worker of another kind may append `failed` alone.
  REQUIRE(world.worker().claim(task, world.request()));
  REQUIRE(world.worker().fail(task, world.failure(Outcome::killed), [&](const TaskState&) {
    Event unknown = make_event(EventType::unknown, world.clock().now(), "worker");
    unknown.name = "pondered";
    return unknown;
  }));
  CHECK(task.state.phase == Phase::failed);
  TaskRecord stale = task;
  SECTION("decided") {
    CHECK(world.other().decide(task, world.next()));
    CHECK(task.state.phase == Phase::open);
    CHECK_FALSE(world.other().decide(stale, world.next()));
  }
  SECTION("held by a person meanwhile") {
    REQUIRE(world.ada().hold(task, "mine"));
    CHECK_FALSE(world.other().decide(stale, world.next()));
    CHECK(world.get("x").state.phase == Phase::held);
  }
}

}  // namespace task_store_failure_test
