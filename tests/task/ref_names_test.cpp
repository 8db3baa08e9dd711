#include "task/ref_names.h"

#include "base/error.h"
#include "support/catch.h"

namespace ref_names_test {

using namespace reeve;

TEST_CASE("every ref name of a task and of a goal") {
  CHECK(refs::held("x-1") == "refs/heads/reeve/held/x-1");
  CHECK(refs::task("x-1") == "refs/heads/reeve/task/x-1");
  CHECK(refs::ready("x-1") == "refs/heads/reeve/ready/x-1");
  CHECK(refs::failed("x-1", 3) == "refs/heads/reeve/failed/x-1/3");
  CHECK(refs::task_log("x-1") == "refs/notes/reeve/task/x-1");
  CHECK(refs::goal("g") == "refs/heads/reeve/goal/g");
  CHECK(refs::green("g") == "refs/heads/reeve/green/g");
  CHECK(refs::goal_log("g") == "refs/notes/reeve/goal/g");
}

TEST_CASE("the id comes back out of every ref name") {
  CHECK(refs::id_after(refs::held_prefix, refs::held("x-1")) == "x-1");
  CHECK(refs::id_after(refs::task_prefix, refs::task("x-1")) == "x-1");
  CHECK(refs::id_after(refs::ready_prefix, refs::ready("x-1")) == "x-1");
  CHECK(refs::id_after(refs::task_log_prefix, refs::task_log("x-1")) == "x-1");
  CHECK(refs::id_after(refs::goal_prefix, refs::goal("g")) == "g");
  CHECK(refs::id_after(refs::green_prefix, refs::green("g")) == "g");
  CHECK(refs::id_after(refs::goal_log_prefix, refs::goal_log("g")) == "g");
}

TEST_CASE("a ref with another prefix, or with something else than an id at its end, has no id") {
  CHECK_FALSE(refs::id_after(refs::task_prefix, "refs/heads/reeve/ready/x"));
  CHECK_FALSE(refs::id_after(refs::task_prefix, "refs/heads/reeve/task/"));
  CHECK_FALSE(refs::id_after(refs::task_prefix, "refs/heads/reeve/task"));
  CHECK_FALSE(refs::id_after(refs::task_prefix, "refs/heads/reeve/task/x/y"));
  CHECK_FALSE(refs::id_after(refs::task_prefix, "refs/heads/reeve/task/-x"));
  CHECK_FALSE(refs::id_after(refs::failed_prefix, refs::failed("x", 1)));
}

TEST_CASE("no ref name is made of an id that is none, and the error says what one is") {
  using Make = std::string (*)(std::string_view);
  const Make makers[] = {
      refs::held, refs::task,  refs::ready,    refs::task_log,
      refs::goal, refs::green, refs::goal_log, [](std::string_view id) { return refs::failed(id, 1); }};
  for (const Make make : makers) {
    for (const std::string_view id : {"", "../main", "-x", "x\ny", "X"}) {
      try {
        make(id);
        FAIL("accepted: " << id);
      } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::usage);
        CHECK(error.hint() ==
              "an id has 1 to 60 of the characters a-z, 0-9 and '-', and neither begins nor ends "
              "with '-'");
      }
    }
  }
}

TEST_CASE("an id that is none is shown without its control characters") {
  CHECK_THROWS_WITH(refs::task("x\x1b[31m"), "'x\\x1b[31m' is no valid id");
}

TEST_CASE("people see a ref's name without what every branch begins with") {
  CHECK(refs::short_name("refs/heads/reeve/task/x") == "reeve/task/x");
  CHECK(refs::short_name("refs/notes/reeve/ledger") == "notes/reeve/ledger");
  CHECK(refs::short_name("HEAD") == "HEAD");
}

}  // namespace ref_names_test
