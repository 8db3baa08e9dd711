// What a person does to tasks: add, hold, release, retry, answer, cancel.
#include "cli/command_fleet.h"
#include "support/catch.h"

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

// One open task.
struct OneTask : CommandFleet {
  OneTask() { publish("parser-aaaa", "Port the parser"); }

  std::string branches() {
    return scratch().git({"for-each-ref", "--format=%(refname:short)", "refs/heads/reeve/held",
                          "refs/heads/reeve/task", "refs/heads/reeve/ready", "refs/heads/reeve/failed"});
  }
};

}  // namespace

TEST_CASE("a task is added with everything that is said about it") {
  OneTask fleet;
  CHECK(fleet.told({"task",      "add",      "Port the printer", "--body",  "As it was, only faster.",
                    "--scope",   "src/**",   "--scope",          "a.txt",   "--check",
                    "make test", "--accept", "it prints",        "--after", "pars",
                    "--agent",   "small",    "--priority",       "-2",      "--goal",
                    "sp"}) == "port-the-printer-IDID\n");
  CHECK(fleet.told({"task", "show", "port-the-printer"}) == R"(@1)");
  CHECK(fleet.told({"task", "add", "Port the rest", "--json"}) == R"(@2)");
}

TEST_CASE("a task need not wait for what has landed") {
  OneTask fleet;
  fleet.submit("parser-aaaa");
  fleet.judge();
  CHECK(fleet.told({"task", "add", "Port the printer", "--after", "parser"}) == "port-the-printer-IDID\n");
  CHECK(fleet.told({"task", "list"}) == R"(@3)");
}

TEST_CASE("a task that makes no sense is not added") {
  OneTask fleet;
  fleet.publish("parser-b-aaaa", "Port the other parser");
  CHECK(fleet.told({"task", "add", "Port it", "--scope", "/etc", "--scope", ".reeve/x"}, ExitCode::usage) ==
        R"(@4)");
  CHECK(fleet.told({"task", "add", " "}, ExitCode::usage) == R"(@5)");
  CHECK(fleet.told({"task", "add"}, ExitCode::usage) == R"(@6)");
  CHECK(fleet.told({"task", "add", "Port it", "--priority", "high"}, ExitCode::usage) == R"(@7)");
  CHECK(fleet.told({"task", "add", "Port it", "--priority", "1001"}, ExitCode::usage) == R"(@8)");
  CHECK(fleet.told({"task", "add", "Port it", "--body", "boddy.txt"}, ExitCode::negative) == R"(@9)");
  CHECK(fleet.told({"task", "add", "Port it", "--after", "parser"}, ExitCode::usage) == R"(@10)");
  CHECK(fleet.told({"task", "add", "Port it", "--after", "../x"}, ExitCode::usage) == R"(@11)");
  CHECK(fleet.scratch().repository().list_refs("refs/notes/reeve/task/").size() == 2);
}

TEST_CASE("a task needs a check from somewhere") {
  CommandWorld world;
  world.begin({}, "");
  world.run({"goal", "new", "Make it fast"});
  CHECK(world.told({"task", "add", "Port it"}, ExitCode::usage) == R"(@12)");
  CHECK(world.told({"task", "add", "Port it", "--check", "true"}) == "port-it-IDID\n");
}

TEST_CASE("a task's branch goes with it when it is held, released and cancelled") {
  OneTask fleet;
  fleet.run({"task", "hold", "parser"});
  CHECK(fleet.branches() == "reeve/held/parser-aaaa\n");
  CHECK(fleet.told({"task", "hold", "parser"}, ExitCode::negative) == R"(@13)");
  fleet.run({"task", "release", "parser"});
  CHECK(fleet.branches() == "reeve/task/parser-aaaa\n");
  fleet.run({"task", "cancel", "parser"});
  CHECK(fleet.branches() == "");
}

TEST_CASE("a released task waits for its predecessors until they have landed") {
  OneTask fleet;
  fleet.publish("printer-aaaa", "Port the printer", {"parser-aaaa"});
  fleet.run({"task", "hold", "printer"});
  CHECK(fleet.told({"task", "release", "printer"}) == "printer-IDID is waiting\n");
  fleet.submit("parser-aaaa");
  fleet.judge();
  fleet.run({"task", "hold", "printer"});
  CHECK(fleet.told({"task", "release", "printer"}) == "printer-IDID is open\n");
}

TEST_CASE("a held task is retried from the rung that is named") {
  OneTask fleet;
  CHECK(fleet.told({"task", "retry", "parser"}, ExitCode::negative) == R"(@14)");
  fleet.run({"task", "hold", "parser"});
  CHECK(fleet.told({"task", "retry", "parser", "--rung", "two"}, ExitCode::usage) == R"(@15)");
  CHECK(fleet.told({"task", "retry", "parser", "--rung", "-1"}, ExitCode::usage) == R"(@16)");
  CHECK(fleet.told({"task", "retry", "parser", "--rung", "0", "--agent", "small"}, ExitCode::usage) ==
        R"(@17)");
  CHECK(fleet.told({"task", "retry", "parser", "--reason", "the wind is better", "--json"}) == R"(@18)");
  CHECK(fleet.told({"task", "log", "parser"}).ends_with(R"(@19)"));
}

TEST_CASE("a question is answered, and the answer is in the log for the next attempt") {
  OneTask fleet;
  CHECK(fleet.told({"task", "answer", "parser", "Take the first"}, ExitCode::negative) == R"(@20)");
  TaskRecord task = fleet.claim("parser-aaaa");
  REQUIRE(fleet.tasks().ask(task, "Which \x1b[31mone?", {}));
  CHECK(fleet.told({"task", "show", "parser"}) == R"(@21)");
  CHECK(fleet.told({"task", "answer", "parser", " "}, ExitCode::usage) == R"(@22)");
  CHECK(fleet.told({"task", "answer", "parser"}, ExitCode::usage) == R"(@23)");
  CHECK(fleet.told({"task", "answer", "parser", "Take the first"}) == "parser-IDID is open\n");
  CHECK(fleet.told({"task", "log", "parser"}) == R"(@24)");
}

TEST_CASE("a task that is over cannot be changed, whether it is on the hub still or has left it") {
  OneTask fleet;
  fleet.publish("printer-aaaa", "Port the printer");
  fleet.run({"task", "cancel", "parser"});
  CHECK(fleet.told({"task", "hold", "parser"}, ExitCode::negative) == R"(@25)");
  fleet.submit("printer-aaaa");
  fleet.judge();
  REQUIRE(fleet.scratch().repository().list_refs("refs/notes/reeve/task/").empty());
  CHECK(fleet.told({"task", "hold", "parser"}, ExitCode::negative) == R"(@26)");
  CHECK(fleet.told({"task", "cancel", "printer"}, ExitCode::negative) == R"(@27)");
}

TEST_CASE("a claimed task is taken from its worker, who finds out") {
  OneTask fleet;
  TaskRecord task = fleet.claim("parser-aaaa");
  CHECK(fleet.told({"task", "hold", "parser"}) == "parser-IDID is held\n");
  CHECK_FALSE(fleet.tasks().renew(task, Milliseconds{60'000}));
}

TEST_CASE("every verb says which task is not there") {
  OneTask fleet;
  for (const char* verb : {"retry", "cancel", "hold", "release"})
    CHECK(fleet.told({"task", verb, "parsre"}, ExitCode::negative) == R"(@28)");
  CHECK(fleet.told({"task", "answer", "../parser", "yes"}, ExitCode::negative) == R"(@29)");
  CHECK(fleet.told({"task", "hold", "parser", "printer"}, ExitCode::usage) == R"(@30)");
}
