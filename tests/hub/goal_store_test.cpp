#include "hub/goal_store.h"

#include "base/error.h"
#include "hub/log_note.h"
#include "support/catch.h"
#include "task_world.h"

namespace goal_store_test {

using namespace reeve;
using namespace reeve::test;

namespace {

GoalSpec goal(const std::string& id, const std::string& target = "") {
  GoalSpec spec;
  spec.id = id;
  spec.title = "Goal " + id;
  spec.body = "Because.";
  spec.accept = {"it works"};
  spec.target = target;
  return spec;
}

std::string describe(const GoalRecord& goal) {
  return goal.id() + " " + std::string(name_of(goal.state.phase)) + " '" + goal.state.reason + "' on " +
         goal.state.spec.target;
}

}  // namespace

TEST_CASE("a goal on a branch of its own begins at its goal commit, which is green") {
  TaskWorld world(GENERATE(as<std::string>{}, "memory", "local bare"));
  GoalStore goals(world.ada());
  CHECK(goals.open(goal("g"), world.base()));
  CHECK(world.refs() == "goal/g=Goal g\ngreen/g=Goal g\ngoal/g log=opened by ada\n");
  const GoalRecord found = goals.find("g").value();
  CHECK(describe(found) == "g open '' on refs/heads/reeve/goal/g");
  CHECK(found.target == found.goal_commit);
  CHECK(found.green == found.goal_commit);
  CHECK(found.base() == found.goal_commit);
  CHECK(found.state.spec.base == world.base().hex());
  CHECK(found.state.opened_at == world.clock().now());
  const git::CommitData commit = world.hub().objects().read_commit(found.goal_commit);
  CHECK(commit.message == "Goal g\n\nBecause.\n\nReeve-Accept: it works\nReeve-Goal: g\n");
  CHECK(commit.parents == std::vector<git::Oid>{world.base()});
}

TEST_CASE("a goal that lands on main leaves main where it is, and main's tip is green") {
  TaskWorld world;
  GoalStore goals(world.ada());
  REQUIRE(world.hub().apply({{{"refs/heads/main", {}, world.base()}}, "main"}).succeeded());
  CHECK(goals.open(goal("g", "refs/heads/main"), world.base()));
  const GoalRecord found = goals.find("g").value();
  CHECK(describe(found) == "g open '' on refs/heads/main");
  CHECK(found.target == world.base());
  CHECK(found.green == world.base());
  CHECK(found.base() == world.base());
  CHECK(world.hub().read(refs::goal("g")) == found.goal_commit);
}

TEST_CASE("a goal is not opened on a main that moved meanwhile, or is not there") {
  TaskWorld world;
  GoalStore goals(world.ada());
  CHECK_FALSE(goals.open(goal("g", "refs/heads/main"), world.base()));
  REQUIRE(world.hub().apply({{{"refs/heads/main", {}, world.work("newer")}}, "main"}).succeeded());
  CHECK_FALSE(goals.open(goal("g", "refs/heads/main"), world.base()));
  CHECK_FALSE(goals.find("g"));
  CHECK(world.hub().list("refs/").size() == 1);
}

TEST_CASE("an id that is taken, or that is none, opens no goal") {
  TaskWorld world;
  GoalStore goals(world.ada());
  REQUIRE(goals.open(goal("g"), world.base()));
  const std::string before = world.refs();
  CHECK_FALSE(goals.open(goal("g"), world.base()));
  CHECK_THROWS_AS(goals.open(goal("../g"), world.base()), Error);
  CHECK_THROWS_AS(goals.open(goal("h", "main"), world.base()), Error);
  CHECK(world.refs() == before);
}

TEST_CASE("a goal is paused, resumed and achieved, and who read it before loses") {
  TaskWorld world(GENERATE(as<std::string>{}, "memory", "local bare"));
  GoalStore goals(world.ada());
  REQUIRE(goals.open(goal("g"), world.base()));
  GoalRecord record = goals.find("g").value();
  GoalRecord stale = record;
  CHECK(goals.append(record, EventType::paused, "lunch"));
  CHECK(describe(record) == "g paused 'lunch' on refs/heads/reeve/goal/g");
  CHECK(describe(goals.find("g").value()) == describe(record));
  CHECK_FALSE(goals.append(stale, EventType::stopped, "no"));
  CHECK(describe(stale) == "g open '' on refs/heads/reeve/goal/g");
  CHECK(goals.append(record, EventType::resumed, ""));
  Event cycle = make_event(EventType::cycle_started, world.clock().now(), "ada");
  cycle.cycle = 2;
  CHECK(goals.append(record, cycle));
  CHECK(goals.append(record, EventType::achieved, "all of it"));
  const GoalRecord found = goals.find("g").value();
  CHECK(describe(found) == "g achieved 'all of it' on refs/heads/reeve/goal/g");
  CHECK(found.state.cycle() == 2);
  CHECK(found.log == record.log);
  CHECK(found.text == record.text);
}

TEST_CASE("all goals come in the order in which they were opened, and a damaged one hides none") {
  TaskWorld world;
  GoalStore goals(world.ada());
  for (const char* id : {"z", "bad", "a"}) {
    REQUIRE(goals.open(goal(id), world.base()));
    world.clock().tick(Milliseconds{1});
  }
  const GoalRecord bad = goals.find("bad").value();
  const git::Oid log = write_log_note(world.hub().objects(), bad.log, bad.goal_commit, goals.find("a")->text,
                                      "damage\n", {"Test", "test@localhost", world.clock().now()});
  REQUIRE(world.hub().apply({{{refs::goal_log("bad"), bad.log, log}}, "damage"}).succeeded());
  const GoalStore::All all = goals.all();
  REQUIRE(all.goals.size() == 2);
  CHECK(all.goals[0].id() == "z");
  CHECK(all.goals[1].id() == "a");
  REQUIRE(all.damaged.size() == 1);
  CHECK(all.damaged[0].id == "bad");
  CHECK(all.damaged[0].ref == "refs/notes/reeve/goal/bad");
  CHECK(all.damaged[0].problem == "the log of goal bad cannot be read: it is the log of a");
  CHECK_THROWS_AS(goals.find("bad"), Error);
  CHECK_FALSE(goals.find("none"));
}

}  // namespace goal_store_test
