// What `task list`, `show` and `log` say, about tasks in every phase and those that are gone.
#include "cli/command_fleet.h"
#include "support/catch.h"

namespace task_reading_test {

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
  CHECK(fleet.told({"task", "list"}, ExitCode::done, 200) == R"(TASK         PHASE    TRY      AGE  TITLE
third-IDID   waiting           5 s  Port \x1b[31mthe third
first-IDID   open              5 s  Port the first of many parts, which is also the one with the longest title
second-IDID  claimed  1 small  5 s  Port the second
)");
  CHECK(fleet.told({"task", "list"}, ExitCode::done, 60) == R"(TASK         PHASE    TRY      AGE  TITLE
third-IDID   waiting           5 s  Port \x1b[31mthe third
first-IDID   open              5 s  Port the first of many …
second-IDID  claimed  1 small  5 s  Port the second
)");
  CHECK(fleet.told({"task", "list", "--all"}) == R"(TASK           PHASE      TRY      AGE  TITLE
third-IDID     waiting             5 s  Port \x1b[31mthe third
first-IDID     open                5 s  Port the first of many parts, which is also the one with th…
second-IDID    claimed    1 small  5 s  Port the second
landed-IDID    landed     1 small  1 h  Port the parser
given-up-IDID  cancelled           1 h  Port the printer
)");
  CHECK(fleet.told({"task", "list", "--json", "--all"}) ==
        R"({"tasks":[{"id":"third-IDID","goal":"speed-IDID","title":"Port \u001B[31mthe third",)"
        R"("phase":"waiting","since":"2027-01-15T09:01:00.000Z","priority":0},{"id":"first-IDID",)"
        R"("goal":"speed-IDID","title":"Port the first of many parts,)"
        R"( which is also the one with the longest title","phase":"open",)"
        R"("since":"2027-01-15T09:01:00.000Z","priority":0},{"id":"second-IDID","goal":"speed-IDID",)"
        R"("title":"Port the second","phase":"claimed","since":"2027-01-15T09:01:00.000Z","attempt":1,)"
        R"("agent":"small","priority":0},{"id":"landed-IDID","goal":"speed-IDID",)"
        R"("title":"Port the parser","phase":"landed","since":"2027-01-15T08:01:00.000Z","attempt":1,)"
        R"("agent":"small","priority":0,"landed":"COMMIT"},{"id":"given-up-IDID","goal":"speed-IDID",)"
        R"("title":"Port the printer","phase":"cancelled","since":"2027-01-15T08:00:00.000Z","priority":0,)"
        R"("reason":"not wanted"}],"damaged":[]})"
        "\n");
}

TEST_CASE("tasks are listed by several phases and by goal") {
  CommandFleet fleet;
  fill(fleet);
  fleet.run({"goal", "new", "Spend less"});
  fleet.run({"task", "add", "Count first", "--goal", "spend-less"});
  CHECK(fleet.told({"task", "list", "-p", "waiting", "--phase", "landed"}) ==
        R"(TASK         PHASE    TRY      AGE  TITLE
third-IDID   waiting           5 s  Port \x1b[31mthe third
landed-IDID  landed   1 small  1 h  Port the parser
)");
  CHECK(fleet.told({"task", "list", "--goal", "spend"}) ==
        "TASK              PHASE  TRY  AGE  TITLE\n"
        "count-first-IDID  open        0 s  Count first\n");
  CHECK(fleet.told({"-q", "task", "list", "--phase", "held"}) == "");
  CHECK(fleet.told({"task", "list", "--phase", "held", "--json"}) == R"({"tasks":[],"damaged":[]})"
                                                                     "\n");
  CHECK(fleet.told({"task", "list", "--phase", "everything"}, ExitCode::usage) ==
        "error: there is no phase 'everything'\n"
        "hint: phases are: waiting, open, claimed, ready, failed, held, landed, cancelled\n");
  CHECK(fleet.told({"task", "list", "--goal", "sped"}, ExitCode::negative) ==
        "error: there is no goal 'sped'\n"
        "hint: did you mean 'speed-IDID'?\n");
}

TEST_CASE("a task whose log is garbage is told whatever is asked for") {
  CommandFleet fleet;
  fleet.publish("parser-aaaa", "Port the parser");
  fleet.scratch().set_ref("refs/notes/reeve/task/x-aaaa", fleet.scratch().commit({{"x", "garbage\n"}}, {}));
  CHECK(fleet.told({"task", "list"}, ExitCode::negative) ==
        "TASK         PHASE  TRY  AGE  TITLE\n"
        "parser-IDID  open        0 s  Port the parser\n"
        "error: the log of task x-IDID cannot be read: the note is not named after a commit\n"
        "hint: look at it with: git log -p refs/notes/reeve/task/x-IDID\n");
  CHECK(fleet.told({"task", "list", "--phase", "held"}, ExitCode::negative) ==
        "error: the log of task x-IDID cannot be read: the note is not named after a commit\n"
        "hint: look at it with: git log -p refs/notes/reeve/task/x-IDID\n");
  CHECK(fleet.told({"task", "list", "--json"}, ExitCode::negative) ==
        R"({"tasks":[{"id":"parser-IDID","goal":"speed-IDID","title":"Port the parser","phase":"open",)"
        R"("since":"2027-01-15T08:00:00.000Z","priority":0}],"damaged":[{"id":"x-IDID",)"
        R"("ref":"refs/notes/reeve/task/x-IDID",)"
        R"("problem":"the log of task x-IDID cannot be read: the note is not named after a commit"}]})"
        "\n"
        R"(error: the log of task x-IDID cannot be read: the note is not named after a commit)"
        "\n"
        R"(hint: look at it with: git log -p refs/notes/reeve/task/x-IDID)"
        "\n");
  CHECK(fleet.told({"task", "log", "x"}, ExitCode::fault) ==
        "error: the log of task x-IDID cannot be read: the note is not named after a commit\n"
        "hint: look at it with: git log -p refs/notes/reeve/task/x-IDID\n");
  CHECK(fleet.told({"task", "cancel", "x"}, ExitCode::fault) ==
        "error: the log of task x-IDID cannot be read: the note is not named after a commit\n"
        "hint: look at it with: git log -p refs/notes/reeve/task/x-IDID\n");
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
  CHECK(fleet.told({"task", "show", "par"}) == R"(task      parser-IDID
title     Port the parser
goal      speed-IDID
phase     claimed since 2027-01-15 08:01:30 (30 s ago)
reason    the tests do not pass
claim     Test <test@localhost> until 2027-01-15 08:11:30
base      COMMIT

  All of it.

  Even the \x1b[2Jhard part.

scope
  src/**
checks
  make test
accept
  it parses
attempts
  attempt 1 by small: checks_failed, after 1 min
    the tests do not pass
    all of them
    model m-1
    commit COMMIT
    The parser is \x1b[31mfaster\x1b[m.
    Twice.
    concerns
      it uses more memory
    findings
      the lexer is slow
    used 1 min, tokens 1200 in, 340 out, cost 0.2500
    fail (worker, 1.5 s): make test
      1 of 2 failed
  attempt 2 by small: running, after 30 s
    model m-1
refs
  reeve/task/parser-IDID
  notes/reeve/task/parser-IDID
  reeve/failed/parser-IDID/1
)");
  CHECK(fleet.told({"task", "show", "parser", "--json"}) ==
        R"({"spec":{"reeve":"task","v":1,"id":"parser-IDID","goal":"speed-IDID","kind":"work",)"
        R"("title":"Port the parser","body":"All of it.\n\nEven the \u001B[2Jhard part.\n",)"
        R"("accept":["it parses"],"scope":["src/**"],"checks":["make test"]},"phase":"claimed",)"
        R"("since":"2027-01-15T08:01:30.000Z","planned":"2027-01-15T08:00:00.000Z",)"
        R"("reason":"the tests do not pass\nall of them","claim":{"by":"Test <test@localhost>",)"
        R"("run":"run","lease_until":"2027-01-15T08:11:30.000Z"},"rung":0,"base":"COMMIT",)"
        R"("attempts":[{"attempt":1,"agent":"small","model":"m-1","rung":0,"by":"Test <test@localhost>",)"
        R"("started":"2027-01-15T08:00:00.000Z","ended":"2027-01-15T08:01:30.000Z",)"
        R"("outcome":"checks_failed","reason":"the tests do not pass\nall of them","commit":"COMMIT",)"
        R"("handoff":{"summary":"The parser is \u001B[31mfaster\u001B[m.\nTwice.",)"
        R"("concerns":["it uses more memory"],"findings":["the lexer is slow"]},"usage":{"seconds":88.0,)"
        R"("cost":0.25,"input":1200,"output":340},"receipts":[{"tree":"tree","command":"make test",)"
        R"("result":"fail","exit":2,"seconds":1.5,"where":"worker","log":"1 of 2 failed\n"}]},)"
        R"({"attempt":2,"agent":"small","model":"m-1","rung":0,"by":"Test <test@localhost>",)"
        R"("started":"2027-01-15T08:01:30.000Z"}],"refs":["reeve/task/parser-IDID",)"
        R"("notes/reeve/task/parser-IDID","reeve/failed/parser-IDID/1"]})"
        "\n");
  CHECK(fleet.told({"task", "log", "parser"}) ==
        R"(2027-01-15 08:00:00  planned by Test <test@localhost>: commit COMMIT
2027-01-15 08:00:00  dispatched by Test <test@localhost>
2027-01-15 08:00:00  claimed by Test <test@localhost>: attempt 1 with small (m-1) lease until 2027-01-15 08:10:00
2027-01-15 08:01:30  failed by Test <test@localhost>: attempt 1 checks_failed commit COMMIT: the tests do not pass
2027-01-15 08:01:30  retried by worker: at rung 0
2027-01-15 08:01:30  claimed by Test <test@localhost>: attempt 2 with small (m-1) lease until 2027-01-15 08:11:30
)");
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
  CHECK(fleet.told({"task", "show", "land"}) == R"(task      landed-IDID
title     Port the parser
goal      speed-IDID
phase     landed since 2027-01-15 08:01:00 (1 h ago)
base      COMMIT
work      COMMIT
landed    COMMIT
attempts
  attempt 1 by small: done, after 1 min
    model m-1
    commit COMMIT
    The parser is \x1b[31mfaster\x1b[m.
    Twice.
    concerns
      it uses more memory
    findings
      the lexer is slow
    pass (gate, TIME): true
refs
  notes/reeve/ledger
)");
  CHECK(fleet.told({"task", "log", "landed"}) ==
        R"(2027-01-15 08:00:00  planned by Test <test@localhost>: commit COMMIT
2027-01-15 08:00:00  dispatched by Test <test@localhost>
2027-01-15 08:00:00  claimed by Test <test@localhost>: attempt 1 with small (m-1) lease until 2027-01-15 08:10:00
2027-01-15 08:00:00  submitted by Test <test@localhost>: attempt 1 commit COMMIT
2027-01-15 08:01:00  landed by judge@HOST: attempt 1 pass commit COMMIT
)");
  CHECK(fleet.told({"task", "show", "landed", "--json"}).find("\"phase\":\"landed\"") != std::string::npos);
}

TEST_CASE("cancelled tasks are found in the note on the goal commit, which holds all of them") {
  CommandFleet fleet;
  fill(fleet);
  fleet.run({"task", "cancel", "third", "--reason", "not that one either"});
  fleet.judge();
  CHECK(fleet.told({"task", "show", "given"}) == R"(task      given-up-IDID
title     Port the printer
goal      speed-IDID
phase     cancelled since 2027-01-15 08:00:00 (1 h ago)
reason    not wanted
base      COMMIT
refs
  notes/reeve/ledger
)");
  CHECK(fleet.told({"task", "log", "third"}) ==
        "2027-01-15 09:01:00  planned by Test <test@localhost>: commit COMMIT\n"
        "2027-01-15 09:01:05  cancelled by Test <test@localhost>: not that one either\n");
  CHECK(fleet.told({"task", "list", "-p", "cancelled"}) == R"(TASK           PHASE      TRY  AGE  TITLE
given-up-IDID  cancelled       1 h  Port the printer
third-IDID     cancelled       0 s  Port \x1b[31mthe third
)");
}

TEST_CASE("a landed task without its note in the ledger is told, and where it landed") {
  CommandFleet fleet;
  fill(fleet);
  fleet.scratch().git({"update-ref", "-d", "refs/notes/reeve/ledger"});
  CHECK(fleet.told({"task", "show", "landed"}, ExitCode::fault) ==
        "error: task landed-IDID landed as COMMIT, but the ledger has no log of it\n"
        "hint: look at the commit with: git show COMMIT\n");
  CHECK(fleet.told({"task", "list", "--phase", "landed"}) ==
        "TASK         PHASE   TRY      AGE  TITLE\n"
        "landed-IDID  landed  1 small  1 h  Port the parser\n");
}

TEST_CASE("a task that is not there, cannot be one, or could be several, is told") {
  CommandFleet fleet;
  fill(fleet);
  fleet.publish("second-part-aaaa", "Port more");
  CHECK(fleet.told({"task", "log", "landde"}, ExitCode::negative) ==
        "error: there is no task 'landde'\n"
        "hint: did you mean 'landed-IDID'?\n");
  CHECK(fleet.told({"task", "show", "nothing-like-it"}, ExitCode::negative) ==
        "error: there is no task 'nothing-like-it'\n"
        "hint: 'git reeve task list --all' lists them\n");
  CHECK(fleet.told({"task", "show", "second"}, ExitCode::usage) ==
        "error: 'second' could be more than one task\n"
        "hint: for example second-IDID, second-part-IDID\n");
  CHECK(fleet.told({"task", "show", "../x"}, ExitCode::negative) ==
        "error: there is no task '../x'\n"
        "hint: 'git reeve task list --all' lists them\n");
  CHECK(fleet.told({"task", "log", "-x"}, ExitCode::usage) ==
        "error: unknown option '-x' of 'git reeve task log'\n"
        "hint: see 'git reeve task log -h'\n");
  CHECK(fleet.told({"task", "show", "a\x1b[31mb"}, ExitCode::negative) ==
        R"(error: there is no task 'a\x1b[31mb'
hint: 'git reeve task list --all' lists them
)");
  CHECK(fleet.told({"task", "show"}, ExitCode::usage) ==
        "error: 'git reeve task show' needs ID\n"
        "hint: see 'git reeve task show -h'\n");
  CHECK(fleet.told({"task", "shwo", "x"}, ExitCode::usage) ==
        "error: 'task shwo' is not a git reeve command\n"
        "hint: did you mean 'git reeve task show'?\n");
}

}  // namespace task_reading_test
