#include "hooks/push_advice.h"

#include "support/catch.h"
#include "support/fleet.h"

namespace push_advice_test {

using namespace reeve;
using namespace reeve::hooks;
using namespace reeve::test;

namespace {

const std::string id(40, '1');
const std::string zero(40, '0');

// A task that may touch src/one.c alone, and commits on its branch.
struct Pushing {
  Pushing() {
    fleet.publish({fleet.task(1, "src/one.c")});
    begun = fleet.tasks().find("task-1-aaaa")->task_commit;
    files = fleet.scratch().files_of(begun);
  }
  git::Oid commit(const std::string& path, const std::string& content, const git::Oid& parent) {
    files[path] = content;
    return fleet.scratch().commit(files, {parent});
  }
  std::optional<std::string> objection(const git::Oid& commit) {
    return objection_to({"refs/heads/reeve/task/task-1-aaaa", "task-1-aaaa", commit}, fleet.tasks());
  }

  FleetRepository fleet{{{"src/one.c", "1\n"}, {"src/two.c", "2\n"}}, "[gate]\nprotected = [\"Makefile\"]\n"};
  git::Oid begun;
  Files files;
};

}  // namespace

TEST_CASE("the branches of tasks are found among the lines of a push") {
  const auto pushes = task_pushes("refs/heads/main " + id + " refs/heads/main " + zero + "\n" +        //
                                  "HEAD " + id + " refs/heads/reeve/task/a-aaaa " + zero + "\n" +      //
                                  "x " + id + " refs/heads/reeve/ready/b-bbbb " + id + "\n" +          //
                                  "(delete) " + zero + " refs/heads/reeve/task/c-cccc " + id + "\n" +  //
                                  "x " + id + " refs/heads/reeve/failed/d-dddd/1 " + zero + "\n" +     //
                                  "x " + id + " refs/heads/reeve/task/Not-An-Id " + zero + "\n" +      //
                                  "x no-id refs/heads/reeve/task/e-eeee " + zero + "\nnonsense\n");
  REQUIRE(pushes.size() == 2);
  CHECK(pushes[0].ref == "refs/heads/reeve/task/a-aaaa");
  CHECK(pushes[0].task == "a-aaaa");
  CHECK(pushes[0].commit.hex() == id);
  CHECK(pushes[1].ref == "refs/heads/reeve/ready/b-bbbb");
  CHECK(pushes[1].task == "b-bbbb");
}

TEST_CASE("work inside the scope passes, and so does a branch without any") {
  Pushing pushing;
  CHECK_FALSE(pushing.objection(pushing.begun));
  CHECK_FALSE(pushing.objection(pushing.commit("src/one.c", "new\n", pushing.begun)));
}

TEST_CASE("a path outside the scope is named") {
  Pushing pushing;
  const git::Oid first = pushing.commit("src/two.c", "new\n", pushing.begun);
  CHECK(pushing.objection(pushing.commit("src/one.c", "new\n", first)) ==
        "paths outside the scope (src/one.c) were changed: src/two.c");
}

TEST_CASE("a protected path is named, and the one configured on the target counts") {
  Pushing pushing;
  CHECK(pushing.objection(pushing.commit("Makefile", "all:\n", pushing.begun)) ==
        "protected paths were changed: Makefile");
  pushing.files = pushing.fleet.scratch().files_of(pushing.begun);
  CHECK(pushing.objection(pushing.commit(".reeve/config.toml", "[gate]\nprotected = []\n", pushing.begun)) ==
        "protected paths were changed: .reeve/config.toml");
}

TEST_CASE("what came from the target by a merge is nobody's change") {
  Pushing pushing;
  const git::Oid work = pushing.commit("src/one.c", "new\n", pushing.begun);
  Files theirs = pushing.fleet.scratch().files_of(pushing.fleet.target());
  theirs["src/two.c"] = "theirs\n";
  const git::Oid target = pushing.fleet.scratch().commit(theirs, {pushing.fleet.target()});
  pushing.fleet.scratch().set_ref(pushing.fleet.goal().state.spec.target, target);
  CHECK_FALSE(pushing.objection(work));
  theirs["src/one.c"] = "new\n";
  CHECK_FALSE(pushing.objection(pushing.fleet.scratch().commit(theirs, {work, target})));
}

TEST_CASE("a task that does not live on this hub is not judged") {
  Pushing pushing;
  const git::Oid commit = pushing.commit("src/two.c", "new\n", pushing.begun);
  CHECK_FALSE(
      objection_to({"refs/heads/reeve/task/other-aaaa", "other-aaaa", commit}, pushing.fleet.tasks()));
}

}  // namespace push_advice_test
