// What plain git shows of a task: FORMAT.md promises it.
#include <regex>

#include "base/fake_clock.h"
#include "hub/local_hub.h"
#include "hub/task_store.h"
#include "support/catch.h"
#include "support/repository.h"
#include "task/story.h"
#include "test_hubs.h"

namespace task_store_text_test {

using namespace reeve;
using namespace reeve::test;

namespace {

struct Shown {
  Shown() {
    TaskSpec spec;
    spec.id = "x-1";
    spec.goal = "g";
    spec.title = "Port the parser";
    spec.body = "It is slow.\r\n\r\nReeve-Task: another\n";
    spec.accept = {"all tests pass\nReeve-Goal: other"};
    spec.scope = {"lib/**"};
    spec.after = {"a-1"};
    spec.parent = "p-1";
    REQUIRE(store.publish({spec}, base));
    task = *store.find("x-1");
    REQUIRE(store.dispatch(task));
    REQUIRE(store.claim(task, {"small", "m-1", "host/boot/1/2", Milliseconds{600'000}}));
  }

  // Object ids by what they are, and the nonce.
  std::string git(const std::vector<std::string>& arguments) {
    std::string text = repository.git(arguments);
    text = replace_all(text, base.hex(), "<base>");
    text = replace_all(text, task.task_commit.hex(), "<task commit>");
    text = replace_all(text, task.state.claim->nonce, "<nonce>");
    return std::regex_replace(text, std::regex("\\b[0-9a-f]{7,40} "), "<id> ");
  }

  ScratchRepository repository{git::Repository::Kind::bare};
  LocalHub hub{git::Repository::open(repository.path())};
  FakeClock clock;
  TaskStore store{hub, clock, "Ada <ada@example.org>", {"Ada", "ada@example.org", TimePoint{}}};
  git::Oid base = commit_saying(hub, "base");
  TaskRecord task;
};

const std::string log_lines =
    R"({"reeve":"task","v":1,"id":"x-1","goal":"g","kind":"work","title":"Port the parser",)"
    R"("body":"It is slow.\r\n\r\nReeve-Task: another\n","accept":["all tests pass\nReeve-Goal: other"],)"
    R"("scope":["lib/**"],"after":["a-1"],"parent":"p-1"})"
    "\n"
    R"({"event":"planned","at":"2027-01-15T08:00:00.000Z","by":"Ada <ada@example.org>","commit":"<base>"})"
    "\n"
    R"({"event":"dispatched","at":"2027-01-15T08:00:00.000Z","by":"Ada <ada@example.org>"})"
    "\n"
    R"({"event":"claimed","at":"2027-01-15T08:00:00.000Z","by":"Ada <ada@example.org>","attempt":1,)"
    R"("nonce":"<nonce>","lease_until":"2027-01-15T08:10:00.000Z","run":"host/boot/1/2","agent":"small",)"
    R"("model":"m-1","rung":0})"
    "\n";

}  // namespace

TEST_CASE("git notes show prints the log of a task") {
  Shown shown;
  CHECK(shown.git({"notes", "--ref=reeve/task/x-1", "show", shown.task.task_commit.hex()}) == log_lines);
}

TEST_CASE("git log prints the task with its log") {
  Shown shown;
  std::string indented = "    " + replace_all(log_lines, "\n", "\n    ");
  indented.resize(indented.size() - 4);
  CHECK(shown.git({"log", "--notes=reeve/task/x-1", "-1", "reeve/task/x-1"}) ==
        "commit <task commit>\n"
        "Author: Ada <ada@example.org>\n"
        "Date:   Fri Jan 15 08:00:00 2027 +0000\n"
        "\n"
        "    Port the parser\n"
        "    \n"
        "    It is slow.\n"
        "    \n"
        "    Reeve-Task: another\n"
        "    \n"
        "    Reeve-Accept: all tests pass Reeve-Goal: other\n"
        "    Reeve-Scope: lib/**\n"
        "    Reeve-After: a-1\n"
        "    Reeve-Parent: p-1\n"
        "    Reeve-Task: x-1\n"
        "    Reeve-Goal: g\n"
        "\n"
        "Notes (reeve/task/x-1):\n" +
            indented);
}

TEST_CASE("the history of the notes ref is the audit trail") {
  Shown shown;
  CHECK(shown.git({"log", "--format=%s by %an at %aI", "refs/notes/reeve/task/x-1"}) ==
        "claimed attempt 1 by Ada <ada@example.org> by Ada at 2027-01-15T08:00:00+00:00\n"
        "dispatched by Ada <ada@example.org> by Ada at 2027-01-15T08:00:00+00:00\n"
        "planned by Ada <ada@example.org> by Ada at 2027-01-15T08:00:00+00:00\n");
}

TEST_CASE("the task commit is empty and stands on the base") {
  Shown shown;
  CHECK(shown.git({"diff", "--stat", shown.base.hex(), "reeve/task/x-1"}) == "");
  CHECK(shown.git({"rev-parse", "reeve/task/x-1^"}) == "<base>\n");
}

TEST_CASE("git finds nothing wrong with what a task writes") {
  Shown shown;
  CHECK(shown.repository.git({"fsck", "--strict", "--no-dangling"}) == "");
}

}  // namespace task_store_text_test
