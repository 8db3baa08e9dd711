// Goals beyond the first day: several of them, long ones, damaged ones, and everywhere they may begin.
#include "cli/command_fleet.h"
#include "support/catch.h"

namespace goals_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

TEST_CASE("init writes to the top of the work tree, wherever in it the person is, and needs no identity") {
  CommandWorld world;
  world.write("src/deep/a.c", "");
  world.scratch().git({"config", "user.name", ""});
  CHECK(world.told({"-q", "-C", "src/deep", "init"}) == "");
  CHECK(std::filesystem::exists(world.scratch().path() / ".reeve/config.toml"));
  CHECK_FALSE(std::filesystem::exists(world.scratch().path() / "src/deep/.reeve"));
}

TEST_CASE("a goal can be opened with the configuration that init writes") {
  CommandWorld world;
  world.run({"init"});
  world.scratch().git({"add", ".reeve"});
  world.scratch().git({"commit", "-q", "-m", "Configure Reeve"});
  CHECK(world.told({"-q", "goal", "new", "Make it fast"}) == "make-it-fast-IDID\n");
}

TEST_CASE("a bare repository is as good as another for goals and tasks") {
  CommandWorld world(git::Repository::Kind::bare);
  world.begin();
  CHECK(world.told({"-q", "goal", "new", "Make it fast"}) == "make-it-fast-IDID\n");
  CHECK(world.told({"task", "add", "Port the parser"}) == "port-the-parser-IDID\n");
}

TEST_CASE("where no goal is open the way to open one is told") {
  CommandWorld world;
  world.begin();
  CHECK(world.told({"task", "add", "Port the parser"}, ExitCode::negative) ==
        "error: there is no open goal\n"
        "hint: open one with: git reeve goal new TITLE\n");
  CHECK(world.told({"task", "list", "--goal", "speed"}, ExitCode::negative) ==
        "error: there is no goal 'speed'\n"
        "hint: 'git reeve goal list' lists them\n");
}

TEST_CASE("a configuration that is no TOML is told with line and column, and nothing is opened") {
  CommandWorld world;
  world.begin({}, "[gate]\nchecks = [\"true\"\n");
  CHECK(world.told({"goal", "new", "Make it fast"}, ExitCode::configuration) ==
        "error: .reeve/config.toml:2:18: Error while parsing array: encountered end-of-file\n"
        "hint: see https://toml.io for how TOML is written\n");
  CHECK(world.told({"plan", "--each", "*", "--title", "T"}, ExitCode::configuration) ==
        "error: .reeve/config.toml:2:18: Error while parsing array: encountered end-of-file\n"
        "hint: see https://toml.io for how TOML is written\n");
  CHECK(world.scratch().repository().list_refs("refs/notes/").empty());
}

TEST_CASE("a goal opened with JSON says where its work lands") {
  CommandWorld world;
  world.begin();
  CHECK(world.told({"goal", "new", "Make it fast", "--json", "--target", "main"}) ==
        R"({"id":"make-it-fast-IDID","title":"Make it fast","target":"refs/heads/main","base":"COMMIT"})"
        "\n");
}

TEST_CASE("goals are listed with their progress, and fit the terminal") {
  CommandFleet fleet;
  fleet.clock().tick(Milliseconds{1000});
  fleet.run({"goal", "new", "Make everything smaller than it was, whatever it takes"});
  fleet.publish("parser-aaaa", "Port the parser");
  fleet.publish("printer-aaaa", "Port the printer");
  fleet.submit("printer-aaaa");
  fleet.judge();
  CHECK(
      fleet.told({"goal", "list"}, ExitCode::done, 200) ==
      R"(GOAL                                                        PHASE  LANDED  LIVE  TARGET                                                           TITLE
speed-IDID                                                  open        1     1  reeve/goal/speed-IDID                                            Make it fast
make-everything-smaller-than-it-was-whatever-it-takes-IDID  open        0     0  reeve/goal/make-everything-smaller-than-it-was-whatever-it-tak…  Make everything smaller than it was, whatever it takes
)");
  CHECK(fleet.told({"goal", "list"}, ExitCode::done, 100) ==
        R"(GOAL                                                        PHASE  LANDED  LIVE  TARGET    TITLE
speed-IDID                                                  open        1     1  reeve/g…  Make it …
make-everything-smaller-than-it-was-whatever-it-takes-IDID  open        0     0  reeve/g…  Make eve…
)");
  CHECK(fleet.told({"goal", "list", "--json"}) ==
        R"({"goals":[{"id":"speed-IDID","title":"Make it fast","phase":"open",)"
        R"("opened":"2027-01-15T08:00:00.000Z","target":"refs/heads/reeve/goal/speed-IDID",)"
        R"("base":"COMMIT","tip":"COMMIT","green":"COMMIT","phases":{"waiting":0,"open":1,"claimed":0,)"
        R"("ready":0,"failed":0,"held":0,"cancelled":0},"landed":1,)"
        R"("cycles":[{"number":1,"started":"2027-01-15T08:00:00.000Z","start":"COMMIT"}],)"
        R"("spend":{"attempts":0,"unknown_cost":0,"usage":{},"budget":{"cost":500.0},)"
        R"("reserved":{"seconds":0.0,"tokens":0,"cost":0.0},"roles":{},"models":[]}},)"
        R"({"id":"make-everything-smaller-than-it-was-whatever-it-takes-IDID",)"
        R"("title":"Make everything smaller than it was, whatever it takes","phase":"open",)"
        R"("opened":"2027-01-15T08:00:01.000Z",)"
        R"("target":"refs/heads/reeve/goal/make-everything-smaller-than-it-was-whatever-it-takes-IDID",)"
        R"("base":"COMMIT","tip":"COMMIT","green":"COMMIT","phases":{"waiting":0,"open":0,"claimed":0,)"
        R"("ready":0,"failed":0,"held":0,"cancelled":0},"landed":0,)"
        R"("cycles":[{"number":1,"started":"2027-01-15T08:00:01.000Z","start":"COMMIT"}],)"
        R"("spend":{"attempts":0,"unknown_cost":0,"usage":{},"budget":{"cost":500.0},)"
        R"("reserved":{"seconds":0.0,"tokens":0,"cost":0.0},"roles":{},"models":[]}}],"damaged":[]})"
        "\n");
}

TEST_CASE("what is over can be resumed and nothing else, and nothing is planned for it") {
  CommandFleet fleet;
  CHECK(fleet.told({"goal", "resume"}, ExitCode::negative) ==
        "error: there is no paused goal\n"
        "hint: 'git reeve goal list' lists them\n");
  CHECK(fleet.told({"goal", "resume", "speed"}, ExitCode::negative) ==
        "error: goal speed-IDID is open, so it cannot be resumed\n");
  CHECK(fleet.told({"goal", "stop", "sp", "--json", "--reason", "enough"}) ==
        R"({"id":"speed-IDID","phase":"stopped","reason":"enough"})"
        "\n");
  CHECK(fleet.told({"goal", "stop", "speed"}, ExitCode::negative) ==
        "error: goal speed-IDID is stopped, so it cannot be stopped\n");
  CHECK(fleet.told({"goal", "pause", "speed"}, ExitCode::negative) ==
        "error: goal speed-IDID is stopped, so it cannot be paused\n");
  CHECK(fleet.told({"task", "add", "Port it", "--goal", "speed"}, ExitCode::usage) ==
        "error: goal speed-IDID is stopped\n"
        "hint: open it again with: git reeve goal resume speed-IDID\n");
  CHECK(fleet.told({"goal", "show", "speed"}) == R"(goal     speed-IDID
title    Make it fast
phase    stopped, opened 2027-01-15 08:00:00 (0 s ago)
reason   enough
target   reeve/goal/speed-IDID at COMMIT
base     COMMIT
green    COMMIT
tasks    no live tasks, 0 landed
)");
  CHECK(fleet.told({"-q", "goal", "resume", "speed"}) == "");
  CHECK(fleet.told({"goal", "show"}).find("phase    open") != std::string::npos);
}

TEST_CASE("resume restarts a line that was stopped, of a goal that is open and of one that is paused") {
  CommandFleet fleet;
  Event halted = make_event(EventType::halted, fleet.clock().now(), "reconcile");
  halted.signature = "make";
  halted.reason = "'make' fails in 5 tasks";
  fleet.change_goal(halted);
  CHECK(fleet.told({"goal", "show"}).find("halt     the line is stopped: 'make' fails in 5 tasks\n") !=
        std::string::npos);
  CHECK(fleet.told({"goal", "resume"}) == "goal speed-IDID is open\n");
  CHECK(fleet.told({"goal", "show"}).find("halt") == std::string::npos);
  CHECK(fleet.told({"goal", "resume", "speed"}, ExitCode::negative) ==
        "error: goal speed-IDID is open, so it cannot be resumed\n");

  fleet.change_goal(halted);
  fleet.run({"goal", "pause"});
  CHECK(fleet.told({"goal", "resume"}) == "goal speed-IDID is open\n");
  CHECK(fleet.told({"goal", "show"}).find("halt") == std::string::npos);
}

TEST_CASE("a goal tells its cycles with what the judge said of them") {
  CommandFleet fleet;
  Event judged = make_event(EventType::judged, fleet.clock().now(), "judge");
  judged.verdict = "continue";
  judged.reason = "1 of 2 criteria is met";
  judged.reasons = {"10 ms: it takes 12", "one binary: yes"};
  fleet.change_goal(judged);
  Event started = make_event(EventType::cycle_started, fleet.clock().now(), "judge");
  started.cycle = 2;
  started.commit = "0123456789012345678901234567890123456789";
  fleet.change_goal(started);
  CHECK(fleet.told({"goal", "show"})
            .find("cycle    1, begun 2027-01-15 08:00:00 (0 s ago) at COMMIT: continue\n"
                  "         10 ms: it takes 12\n"
                  "         one binary: yes\n"
                  "cycle    2, begun 2027-01-15 08:00:00 (0 s ago) at COMMIT\n") != std::string::npos);
}

TEST_CASE("a goal that could be several, or cannot be one, is told") {
  CommandFleet fleet;
  fleet.run({"goal", "new", "Spend less"});
  CHECK(fleet.told({"goal", "show"}, ExitCode::usage) ==
        "error: there is more than one open goal\n"
        "hint: name one: speed-IDID, spend-less-IDID\n");
  CHECK(fleet.told({"goal", "show", "sp"}, ExitCode::usage) ==
        "error: 'sp' could be more than one goal\n"
        "hint: for example speed-IDID, spend-less-IDID\n");
  CHECK(fleet.told({"goal", "stop", "../speed"}, ExitCode::negative) ==
        "error: there is no goal '../speed'\n"
        "hint: 'git reeve goal list' lists them\n");
  CHECK(fleet.told({"goal", "pause", ""}, ExitCode::negative) ==
        "error: there is no goal ''\n"
        "hint: 'git reeve goal list' lists them\n");
  CHECK(fleet.told({"goal", "show", "a\x1b[31mb"}, ExitCode::negative) ==
        R"(error: there is no goal 'a\x1b[31mb'
hint: 'git reeve goal list' lists them
)");
}

TEST_CASE("a goal's title is one line, and its target a branch") {
  CommandFleet fleet;
  CHECK(fleet.told({"goal", "new", "one\ntwo"}, ExitCode::usage) ==
        "error: the title is not one line of plain text\n"
        "hint: put the rest into --body\n");
  CHECK(fleet.told({"goal", "new", "a\x1b[31mb"}, ExitCode::usage) ==
        "error: the title is not one line of plain text\n"
        "hint: put the rest into --body\n");
  CHECK(fleet.told({"goal", "new", std::string(201, 'x')}, ExitCode::usage) ==
        "error: the title is longer than 200 characters\n"
        "hint: put the rest into --body\n");
  CHECK(fleet.told({"goal", "new", "T", "--target", "../../x"}, ExitCode::negative) ==
        "error: there is no branch '../../x'\n");
  CHECK(fleet.scratch().repository().list_refs("refs/notes/reeve/goal/").size() == 1);
}

TEST_CASE("a goal whose log is garbage is named with its ref and hides no other") {
  CommandFleet fleet;
  fleet.scratch().set_ref("refs/notes/reeve/goal/bad-aaaa", fleet.scratch().commit({{"x", "garbage\n"}}, {}));
  CHECK(fleet.told({"goal", "list"}, ExitCode::negative) ==
        "GOAL        PHASE  LANDED  LIVE  TARGET                 TITLE\n"
        "speed-IDID  open        0     0  reeve/goal/speed-IDID  Make it fast\n"
        "error: the log of goal bad-IDID cannot be read: the note is not named after a commit\n"
        "hint: look at it with: git log -p refs/notes/reeve/goal/bad-IDID\n");
  CHECK(
      fleet.told({"goal", "list", "--json"}, ExitCode::negative)
          .find(
              R"("damaged":[{"id":"bad-IDID","ref":"refs/notes/reeve/goal/bad-IDID","problem":"the log of)") !=
      std::string::npos);
}

}  // namespace goals_test
