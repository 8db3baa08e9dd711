// What `task list`, `show` and `log` say, about tasks in every phase and those that are gone.
#include "cli/command_fleet.h"
#include "support/catch.h"

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

Handoff hostile_handoff() {
  Handoff handoff;
  handoff.summary = "The parser is \x1b[31mfaster\x1b[m.\nTwice.";
  handoff.concerns = {"it uses more memory"};
  handoff.findings = {"the lexer is slow"};
  return handoff;
}

// Tasks in most phases.
void fill(CommandFleet& fleet) {
  fleet.publish("landed-aaaa", "Port the parser");
  fleet.publish("given-up-aaaa", "Port the printer");
  fleet.submit("landed-aaaa", hostile_handoff());
  fleet.run({"task", "cancel", "given-up", "--reason", "not wanted"});
  fleet.clock().tick(Milliseconds{60'000});
  fleet.judge();
  fleet.clock().tick(Milliseconds{3'600'000});
  fleet.publish("first-aaaa", "Port the first of many parts, which is also the one with the longest title");
  fleet.publish("second-aaaa", "Port the second");
  fleet.publish("third-aaaa", "Port \x1b[31mthe third", {"first-aaaa"});
  fleet.claim("second-aaaa");
  fleet.clock().tick(Milliseconds{5'000});
}

}  // namespace

TEST_CASE("tasks are listed in the order of their life, and fit the terminal") {
  CommandFleet fleet;
  fill(fleet);
  CHECK(fleet.told({"task", "list"}, ExitCode::done, 200) == R"(@1)");
  CHECK(fleet.told({"task", "list"}, ExitCode::done, 60) == R"(@2)");
  CHECK(fleet.told({"task", "list", "--all"}) == R"(@3)");
  CHECK(fleet.told({"task", "list", "--json", "--all"}) == R"(@4)");
}

TEST_CASE("tasks are listed by several phases and by goal") {
  CommandFleet fleet;
  fill(fleet);
  fleet.run({"goal", "new", "Spend less"});
  fleet.run({"task", "add", "Count first", "--goal", "spend-less"});
  CHECK(fleet.told({"task", "list", "-p", "waiting", "--phase", "landed"}) == R"(@5)");
  CHECK(fleet.told({"task", "list", "--goal", "spend"}) == R"(@6)");
  CHECK(fleet.told({"-q", "task", "list", "--phase", "held"}) == "");
  CHECK(fleet.told({"task", "list", "--phase", "held", "--json"}) == R"(@7)");
  CHECK(fleet.told({"task", "list", "--phase", "everything"}, ExitCode::usage) == R"(@8)");
  CHECK(fleet.told({"task", "list", "--goal", "sped"}, ExitCode::negative) == R"(@9)");
}

TEST_CASE("a task whose log is garbage is told whatever is asked for") {
  CommandFleet fleet;
  fleet.publish("parser-aaaa", "Port the parser");
  fleet.scratch().set_ref("refs/notes/reeve/task/x-aaaa", fleet.scratch().commit({{"x", "garbage\n"}}, {}));
  CHECK(fleet.told({"task", "list"}, ExitCode::negative) == R"(@10)");
  CHECK(fleet.told({"task", "list", "--phase", "held"}, ExitCode::negative) == R"(@11)");
  CHECK(fleet.told({"task", "list", "--json"}, ExitCode::negative) == R"(@12)");
  CHECK(fleet.told({"task", "log", "x"}, ExitCode::fault) == R"(@13)");
  CHECK(fleet.told({"task", "cancel", "x"}, ExitCode::fault) == R"(@14)");
}

TEST_CASE("a task is shown with its attempts, their handoffs and receipts, and the refs to look at") {
  CommandFleet fleet;
  TaskSpec spec;
  spec.id = "parser-aaaa";
  spec.title = "Port the parser";
  spec.body = "All of it.\n\nEven the \x1b[2Jhard part.\n";
  spec.accept = {"it parses"};
  spec.scope = {"src/**"};
  spec.checks = {"make test"};
  fleet.publish(spec);
  fleet.fail_once("parser-aaaa", hostile_handoff());
  fleet.claim("parser-aaaa");
  fleet.clock().tick(Milliseconds{30'000});
  CHECK(fleet.told({"task", "show", "par"}) == R"(@15)");
  CHECK(fleet.told({"task", "show", "parser", "--json"}) == R"(@16)");
  CHECK(fleet.told({"task", "log", "parser"}) == R"(@17)");
}

TEST_CASE("the log of a task as JSON is the note as git has it") {
  CommandFleet fleet;
  fleet.publish("parser-aaaa", "Port the parser");
  fleet.fail_once("parser-aaaa", hostile_handoff());
  const std::string commit = fleet.record("parser-aaaa").task_commit.hex();
  const std::string note = fleet.scratch().git({"notes", "--ref=reeve/task/parser-aaaa", "show", commit});
  CHECK(fleet.run({"task", "log", "parser", "--json"}).out == note);
}

TEST_CASE("a landed task is found by its trailer and told from the ledger") {
  CommandFleet fleet;
  fill(fleet);
  CHECK(fleet.told({"task", "show", "land"}) == R"(@18)");
  CHECK(fleet.told({"task", "log", "landed"}) == R"(@19)");
  CHECK(fleet.told({"task", "show", "landed", "--json"}).find("\"phase\":\"landed\"") != std::string::npos);
}

TEST_CASE("cancelled tasks are found in the note on the goal commit, which holds all of them") {
  CommandFleet fleet;
  fill(fleet);
  fleet.run({"task", "cancel", "third", "--reason", "not that one either"});
  fleet.judge();
  CHECK(fleet.told({"task", "show", "given"}) == R"(@20)");
  CHECK(fleet.told({"task", "log", "third"}) == R"(@21)");
  CHECK(fleet.told({"task", "list", "-p", "cancelled"}) == R"(@22)");
}

TEST_CASE("a landed task without its note in the ledger is told, and where it landed") {
  CommandFleet fleet;
  fill(fleet);
  fleet.scratch().git({"update-ref", "-d", "refs/notes/reeve/ledger"});
  CHECK(fleet.told({"task", "show", "landed"}, ExitCode::fault) == R"(@23)");
  CHECK(fleet.told({"task", "list", "--phase", "landed"}) == R"(@24)");
}

TEST_CASE("a task that is not there, cannot be one, or could be several, is told") {
  CommandFleet fleet;
  fill(fleet);
  fleet.publish("second-part-aaaa", "Port more");
  CHECK(fleet.told({"task", "log", "landde"}, ExitCode::negative) == R"(@25)");
  CHECK(fleet.told({"task", "show", "nothing-like-it"}, ExitCode::negative) == R"(@26)");
  CHECK(fleet.told({"task", "show", "second"}, ExitCode::usage) == R"(@27)");
  CHECK(fleet.told({"task", "show", "../x"}, ExitCode::negative) == R"(@28)");
  CHECK(fleet.told({"task", "log", "-x"}, ExitCode::usage) == R"(@29)");
  CHECK(fleet.told({"task", "show", "a\x1b[31mb"}, ExitCode::negative) == R"(@30)");
  CHECK(fleet.told({"task", "show"}, ExitCode::usage) == R"(@31)");
  CHECK(fleet.told({"task", "shwo", "x"}, ExitCode::usage) == R"(@32)");
}
