// Sizes, counts and kinds of what a push brings.
#include "hooks/server_push.h"

#include "base/error.h"
#include "base/text.h"
#include "hooks/server_world.h"
#include "support/catch.h"
#include "task/ref_names.h"

namespace server_push_test {

using namespace reeve;
using namespace reeve::hooks;
using namespace reeve::test;

TEST_CASE("a push is read from what git gives its hook") {
  const std::string zero(40, '0'), a(40, 'a'), b(40, 'b');
  const Push push = read_push(zero + " " + a + " refs/heads/x\n" + a + " " + b + " refs/heads/y z\n" + b +
                                  " " + zero + " refs/heads/w\n",
                              {{"GIT_QUARANTINE_PATH", "/q"},
                               {"GIT_PUSH_OPTION_COUNT", "2"},
                               {"GIT_PUSH_OPTION_0", "ci.skip"},
                               {"GIT_PUSH_OPTION_1", "reeve-override=now"},
                               {"GIT_PUSH_CERT", a},
                               {"GIT_PUSH_CERT_NONCE_STATUS", "OK"}});
  REQUIRE(push.updates.size() == 3);
  CHECK_FALSE(push.updates[0].expected);
  CHECK(push.updates[1].ref == "refs/heads/y z");
  CHECK(push.updates[1].desired == git::Oid::parse(b));
  CHECK_FALSE(push.updates[2].desired);
  CHECK(push.options == std::vector<std::string>{"ci.skip", "reeve-override=now"});
  CHECK(push.quarantine == "/q");
  for (const std::string& line :
       {std::string("x"), zero + " " + a, zero + " " + a + " ", a + " nothing refs/heads/x"})
    CHECK_THROWS_AS(read_push(line, {}), Error);
}

TEST_CASE("a push that is too large or too many is refused, and one within the limits is not") {
  ServerWorld world;
  world.publish("x");
  const TaskRecord task = world.worker().find("x").value();
  const auto log = [&](const std::string& reason) {
    Event held = make_event(EventType::held, system_clock().now(), "ada");
    held.reason = reason;
    Updates updates{world.log_with(refs::task_log("x"), encode_event(held))};
    updates.push_back({refs::held("x"), std::nullopt, task.task_commit});
    updates.push_back({refs::task("x"), task.branch, std::nullopt});
    return updates;
  };
  SECTION("a large blob") {
    world.server().git({"config", "reeve.maxObjectBytes", "2000"});
    CHECK(refused_by(world, log(std::string(3000, 'x')), "", "limit", "and at most 2000 are taken") == "");
  }
  SECTION("a large blob that is in no ref of Reeve's") {
    world.server().git({"config", "reeve.maxObjectBytes", "2000"});
    const git::Oid main = world.hub().read("refs/heads/main").value();
    const git::Oid large = world.clone().commit({{"large", std::string(3000, 'x')}}, {main}, "large\n");
    CHECK(world.push({{"refs/heads/mine", std::nullopt, large}}) == "");
    CHECK(refused_by(world,
                     {{"refs/heads/reeve/failed/y/1", std::nullopt, world.work_on(large, "more\n")},
                      {"refs/heads/other", std::nullopt,
                       world.clone().commit({{"l", std::string(4000, 'y')}}, {main}, "l\n")}},
                     "", "limit", "and at most 2000") == "");
  }
  SECTION("many refs") {
    world.server().git({"config", "reeve.maxRefs", "2"});
    CHECK(refused_by(world, log("wait"), "", "limit", "3 refs, and at most 2") == "");
    world.server().git({"config", "reeve.maxRefs", "3"});
  }
  SECTION("many objects") {
    world.server().git({"config", "reeve.maxObjects", "2"});
    CHECK(refused_by(world, log("wait"), "", "limit", "more than 2 objects") == "");
    world.server().git({"config", "reeve.maxObjects", "3"});
  }
  SECTION("many steps at once") {
    Updates updates = log("wait");
    git::RefUpdate& update = updates.front();
    std::string text = task.text;
    git::Oid tip = task.log;
    for (int i = 0; i < 1001; ++i) tip = world.log_commit(task.task_commit, text, tip);
    update.desired = tip;
    CHECK(refused_by(world, {update}, update.ref, "limit", "more than 1000 commits at once") == "");
    return;
  }
  SECTION("a limit that is no number") {
    world.server().git({"config", "reeve.maxRefs", "many"});
    CHECK(world.push(log("wait")).find("reeve.maxrefs is 'many', which is no number above 0") !=
          std::string::npos);
    world.server().git({"config", "--unset", "reeve.maxRefs"});
  }
  CHECK(world.push(log("wait")) == "");
}

TEST_CASE("a branch or a log that is no commit is refused") {
  ServerWorld world;
  const git::Oid commit = world.hub().read("refs/heads/main").value();
  world.clone().git({"tag", "-a", "-m", "a tag", "t", commit.hex()});
  const auto tag = git::Oid::parse(trim(world.clone().git({"rev-parse", "refs/tags/t"}))).value();
  const git::Oid tree = world.objects().tree_of(commit);
  for (const char* ref : {"refs/notes/reeve/task/x", "refs/notes/reeve/goal/g"})
    for (const git::Oid& id : {tag, tree})
      CHECK(refused_by(world, {{ref, std::nullopt, id}}, ref, "object", "no commit") == "");
  CHECK(refused_by(world, {{"refs/notes/reeve/task/x", std::nullopt, commit}}, "refs/notes/reeve/task/x",
                   "log", "cannot be checked") == "");
}

TEST_CASE("all that is wrong with a push is said in one answer") {
  ServerWorld world;
  world.publish("x");
  const TaskRecord task = world.worker().find("x").value();
  const git::Oid work = world.work_on(task.task_commit);
  const std::string said = world.push({{"refs/heads/reeve/ready/x", std::nullopt, work},
                                       {"refs/heads/reeve/task/x", task.branch, std::nullopt},
                                       {"refs/heads/reeve/green/goal", world.goal().green, work}});
  CHECK(said ==
        "Reeve refuses this push; nothing has changed.\n"
        "refs/heads/reeve/green/goal: rule green: it moves only with the target, to the tip that was tested\n"
        "next: let the judge move it: git reeve judge\n"
        "refs/heads/reeve/task/x: rule branch: the task is open, and this is its branch\n"
        "next: to end the task: git reeve task cancel x\n"
        "refs/heads/reeve/ready/x: rule branch: the log says that the task is open, so its branch is "
        "reeve/task/x\n"
        "next: leave the branches of tasks to git-reeve: 'git reeve explain ID' says what follows");
}

}  // namespace server_push_test
