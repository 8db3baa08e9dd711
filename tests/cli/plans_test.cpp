// Plans as files and sweeps, in all their forms.
#include "cli/command_fleet.h"
#include "support/catch.h"

namespace plans_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

TEST_CASE("a plan of TOML is tried, then published, and opens a goal of its name") {
  CommandWorld world;
  world.begin({{"src/parser.c", "one\n"}});
  world.write("port.toml", R"([[task]]
id = "parser"
title = "Port the parser"
body = "All of it."
accept = "it is ported"
scope = ["src/**"]
checks = ["make parser-test"]
priority = 3

[[task]]
title = "Port the printer"
accept = "it is ported"
after = ["parser"]
)");
  CHECK(world.told({"plan", "--from", "port.toml", "--dry-run"}) == R"(Port the parser
  scope src/**
  check make parser-test
Port the printer
  after parser
2 tasks would be published for a new goal; nothing was changed
)");
  CHECK(world.scratch().repository().list_refs("refs/notes/").empty());
  CHECK(world.told({"plan", "--from", "port.toml"}) == R"(parser-IDID
port-the-printer-IDID
opened goal port-IDID
published 2 tasks for goal port-IDID
next: git reeve run
)");
  CHECK(world.told({"goal", "list"}) ==
        "GOAL       PHASE  LANDED  LIVE  TARGET                TITLE\n"
        "port-IDID  open        0     2  reeve/goal/port-IDID  port\n");
  CHECK(world.told({"task", "show", "parser"}) == R"(task      parser-IDID
title     Port the parser
goal      port-IDID
priority  3
phase     open since 2027-01-15 08:00:00 (0 s ago)
base      COMMIT

  All of it.

scope
  src/**
checks
  make parser-test
accept
  it is ported
refs
  reeve/task/parser-IDID
  notes/reeve/task/parser-IDID
)");
  CHECK(world.told({"task", "show", "port-the-printer"}) == R"(task      port-the-printer-IDID
title     Port the printer
goal      port-IDID
phase     waiting since 2027-01-15 08:00:00 (0 s ago)
base      COMMIT
accept
  it is ported
after
  parser-IDID
refs
  reeve/held/port-the-printer-IDID
  notes/reeve/task/port-the-printer-IDID
)");
}

TEST_CASE("a plan of JSON Lines goes to the open goal and may name its tasks by their beginning") {
  CommandFleet fleet;
  fleet.publish("scanner-aaaa", "Port the scanner");
  fleet.write("more.jsonl",
              "{\"id\":\"lexer\",\"title\":\"Port the lexer\",\"after\":[\"scan\"],\"accept\":\"yes\"}\n"
              "{\"title\":\"Port the rest\",\"after\":[\"lexer\"],\"accept\":\"it is all there\"}\n");
  CHECK(
      fleet.told({"plan", "--from", "more.jsonl", "-n", "--json"}) ==
      R"({"tasks":[{"id":"lexer","title":"Port the lexer","accept":["yes"],"after":["scanner-IDID"],"priority":0},)"
      R"({"title":"Port the rest","accept":["it is all there"],"after":["lexer"],"priority":0}]})"
      "\n");
  CHECK(fleet.told({"plan", "--from", "more.jsonl", "--json"}) ==
        R"({"goal":"speed-IDID","tasks":["lexer-IDID","port-the-rest-IDID"]})"
        "\n");
  CHECK(fleet.told({"task", "list"}) ==
        "TASK                PHASE    TRY  AGE  TITLE\n"
        "lexer-IDID          waiting       0 s  Port the lexer\n"
        "port-the-rest-IDID  waiting       0 s  Port the rest\n"
        "scanner-IDID        open          0 s  Port the scanner\n");
}

TEST_CASE("a plan that touches what is protected, or has no check, is refused") {
  CommandWorld world;
  world.begin({}, "");
  world.write("bad.toml", R"([[task]]
title = "Change the rules"
scope = [".reeve/config.toml"]
checks = ["true"]

[[task]]
title = "Climb"
scope = ["../x"]
)");
  CHECK(
      world.told({"plan", "--from", "bad.toml"}, ExitCode::usage) ==
      R"(error: bad.toml:1: task 'Change the rules' has the scope '.reeve/config.toml', which is protected by '.reeve'; nothing that touches it would ever land
       bad.toml:6: task 'Climb' has a wrong scope: path pattern '../x' has '..' in it; write paths from the root of the repository, such as 'lib/base/**'
       bad.toml:6: task 'Climb' would land without any check; give it checks, or set gate.checks in .reeve/config.toml
hint: nothing was published; mend the plan and try again
)");
  CHECK(world.scratch().repository().list_refs("refs/notes/").empty());
}

TEST_CASE("what a person may have reasons for is a warning, and an error where they want to know") {
  CommandWorld world;
  world.begin({{"a.txt", "one\n"}});
  world.write("loose.toml", R"([[task]]
id = "one"
title = "Change a"
accept = "it is changed"
scope = "a.txt"

[[task]]
id = "two"
title = "Make b of it"
scope = ["a.*", "b.txt"]
minutes = 300
)");
  const std::string warnings[] = {
      "loose.toml:7: task 'two' has no acceptance criterion; say what somebody who has only the files can "
      "decide with yes or no\n",
      "loose.toml:7: task 'two' takes 300 minutes, and a task takes 20 to 180; cut it into several tasks\n",
      "loose.toml:7: task 'two' has the scope 'b.txt', which matches no file; mend it, or name it in "
      "'creates' if the task makes it\n",
      "task 'two' may touch the same files as task 'one': a.txt; let one come after the other, or name it in "
      "'overlaps' if that is meant\n"};
  CHECK(world.told({"plan", "--from", "loose.toml", "--strict"}, ExitCode::usage) ==
        "error: " + warnings[0] + "       " + warnings[1] + "       " + warnings[2] +
            "       loose.toml:7: " + warnings[3] +
            "hint: nothing was published; mend the plan and try again\n");
  CHECK(world.scratch().repository().list_refs("refs/notes/").empty());
  CHECK(world.told({"plan", "--from", "loose.toml"}) ==
        "one-IDID\ntwo-IDID\nwarning: " + warnings[0] + "warning: " + warnings[1] +
            "warning: " + warnings[2] + "warning: loose.toml:7: " + warnings[3] +
            "opened goal loose-IDID\npublished 2 tasks for goal loose-IDID\nnext: git reeve run\n");
  CHECK(world.told({"-q", "plan", "--from", "loose.toml"}) == "one-IDID\ntwo-IDID\n");
  CHECK(world.told({"plan", "--strict"}, ExitCode::usage) == "error: --strict goes with --from\n");
}

TEST_CASE("a plan says which files its tasks make, and which tasks they take the place of") {
  CommandFleet fleet;
  fleet.publish("scanner-aaaa", "Port the scanner");
  fleet.write("more.toml", R"([[task]]
title = "Split the scanner"
accept = "it is split"
scope = "a.txt"
creates = "scanner/**"
replaces = "scan"
splits = "a.txt"
minutes = 60
)");
  CHECK(fleet.told({"plan", "--from", "more.toml", "-n"}) ==
        "Split the scanner\n  scope a.txt\n  creates scanner/**\n  replaces scanner-IDID\n"
        "1 task would be published for goal speed-IDID; nothing was changed\n");
  CHECK(fleet.told({"plan", "--from", "more.toml", "-n", "--json"}) ==
        R"({"tasks":[{"title":"Split the scanner","accept":["it is split"],"scope":["a.txt"],"priority":0,)"
        R"("minutes":60,"creates":["scanner/**"],"replaces":["scanner-IDID"],"splits":["a.txt"]}]})"
        "\n");
}

TEST_CASE("a plan file that cannot be read as one is told with line and column") {
  CommandFleet fleet;
  fleet.write("keys.toml", "[[task]]\ntitel = \"Port it\"\nscope = 3\n");
  CHECK(fleet.told({"plan", "--from", "keys.toml"}, ExitCode::usage) ==
        R"(error: keys.toml:2:1: unknown key 'titel', did you mean 'title'?
       keys.toml:3:9: 'scope' must be a list of strings, or one string
hint: the keys of a task are id, title, body, path, agent, accept, scope, checks, after, splits, creates, overlaps, replaces, kind, difficulty, priority, minutes
)");
  fleet.write("syntax.jsonl", "{\"title\":\"Port it\"}\n{\"title\":\"Port it\",}\n");
  CHECK(fleet.told({"plan", "--from", "syntax.jsonl"}, ExitCode::usage) ==
        "error: syntax.jsonl:2:20: Missing a name for object member\n");
  fleet.write("empty.toml", "");
  CHECK(fleet.told({"plan", "--from", "empty.toml"}, ExitCode::usage) ==
        "error: the plan has no tasks\n"
        "hint: nothing was published; mend the plan and try again\n");
  CHECK(fleet.told({"task", "list"}) == "there are no such tasks\n");
}

TEST_CASE("a sweep puts the path into the title, the text, the scopes and the checks of each task") {
  CommandFleet fleet;
  CHECK(fleet.told({"plan", "--each", "*.txt", "--title", "Port {path}", "--body", "Only {name} it is.",
                    "--scope", "{path}", "--scope", "out/{stem}/**", "--check", "make {stem}-test"}) ==
        "a-txt-IDID\n"
        "b-txt-IDID\n"
        "published 2 tasks for goal speed-IDID\n"
        "next: git reeve run\n");
  CHECK(fleet.told({"task", "show", "a-txt"}) == R"(task      a-txt-IDID
title     Port a.txt
goal      speed-IDID
path      a.txt
phase     open since 2027-01-15 08:00:00 (0 s ago)
base      COMMIT

  Only a.txt it is.

scope
  a.txt
  out/a/**
checks
  make a-test
refs
  reeve/task/a-txt-IDID
  notes/reeve/task/a-txt-IDID
)");
}

TEST_CASE("a sweep over folders may change what is below them") {
  CommandFleet fleet;
  CHECK(fleet.told({"plan", "--each", "*/", "--except", ".reeve", "--title", "Tidy {path}", "--dry-run"}) ==
        "Tidy src\n"
        "  scope src/**\n"
        "1 task would be published for goal speed-IDID; nothing was changed\n");
}

TEST_CASE("a sweep that matches nothing, or not in the repository, is told") {
  CommandFleet fleet;
  CHECK(
      fleet.told({"plan", "--each", "*.md", "--title", "T"}, ExitCode::usage).ends_with(" matches '*.md'\n"));
  CHECK(fleet.told({"plan", "--each", "../*", "--title", "T"}, ExitCode::usage) ==
        "error: path pattern '../*' has '..' in it\n"
        "hint: write paths from the root of the repository, such as 'lib/base/**'\n");
  CHECK(fleet.told({"plan", "--each", "*", "--title", "T", "--goal", "sped"}, ExitCode::negative) ==
        "error: there is no goal 'sped'\n"
        "hint: did you mean 'speed-IDID'?\n");
  CHECK(fleet.told({"task", "list"}) == "there are no such tasks\n");
}

TEST_CASE("a plan opens no second goal beside a paused one") {
  CommandWorld world;
  world.begin();
  world.run({"goal", "new", "Make it fast"});
  world.run({"goal", "pause"});
  CHECK(world.told({"plan", "--each", "*", "--title", "Port {path}"}, ExitCode::usage) ==
        "error: goal make-it-fast-IDID is paused, and no other is open\n"
        "hint: resume it: git reeve goal resume make-it-fast-IDID\n"
        "hint: or name it: --goal make-it-fast-IDID\n"
        "hint: or open another first: git reeve goal new TITLE\n");
}

}  // namespace plans_test
