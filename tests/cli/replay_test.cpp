// `git reeve replay`: the run out of the refs, as text, and what keys make of it.
#include "base/text.h"
#include "cli/command_fleet.h"
#include "support/catch.h"
#include "task/story.h"
#include "tools/replay/model.h"
#include "tools/time_argument.h"

namespace replay_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

// One task fails once and lands, one waits for it, one is cancelled.
void fill(CommandFleet& fleet) {
  fleet.publish("parser-aaaa", "Port the parser");
  fleet.publish("printer-aaaa", "Port the printer", {"parser-aaaa"});
  fleet.clock().tick(Milliseconds{60'000});
  fleet.fail_once("parser-aaaa", {});
  fleet.submit("parser-aaaa");
  fleet.run({"task", "cancel", "printer", "--reason", "not \x1b[2Jwanted"});
  fleet.clock().tick(Milliseconds{60'000});
  fleet.judge();
}

// A run of 30 events in 300 s.
GoalHistory long_history() {
  GoalHistory history;
  history.log.spec.id = "g";
  history.log.spec.title = "Port it";
  history.log.events = {make_event(EventType::opened, second(0), "ada")};
  for (int number = 0; number < 10; ++number) {
    TaskHistory task;
    task.log = Story().open().then_claimed().log();
    task.log.spec.id = "t" + std::to_string(number);
    int later = 0;
    for (Event& event : task.log.events) event.at = second(number * 30 + 10 * ++later);
    task.state = fold(task.log);
    history.tasks.push_back(std::move(task));
  }
  history.goal.state = fold(history.log);
  return history;
}

void type(ReplayState& state, const std::string& bytes) {
  for (const Key& key : KeyReader().take(bytes)) press(state, key);
}

std::string place_of(const ReplayState& state) {
  return std::to_string(state.scene.passed) + " at " + seconds_of(state.scene.at) +
         (state.is_paused ? " paused" : "");
}

}  // namespace

TEST_CASE("a run is listed out of the refs, an event a line") {
  CommandFleet fleet;
  fill(fleet);
  CHECK(fleet.told({"replay"}) == R"(2027-01-15 08:00:00  speed-IDID    opened by Test <test@localhost>
2027-01-15 08:00:00  parser-IDID   planned by Test <test@localhost>: commit COMMIT
2027-01-15 08:00:00  parser-IDID   dispatched by Test <test@localhost>
2027-01-15 08:00:00  printer-IDID  planned by Test <test@localhost>: commit COMMIT
2027-01-15 08:01:00  parser-IDID   claimed by Test <test@localhost>: attempt 1 with small (m-1) lease until 2027-01-15 08:11:00
2027-01-15 08:02:30  parser-IDID   failed by Test <test@localhost>: attempt 1 checks_failed commit COMMIT: the tests do not pass
2027-01-15 08:02:30  parser-IDID   retried by worker: at rung 0
2027-01-15 08:02:30  parser-IDID   claimed by Test <test@localhost>: attempt 2 with small (m-1) lease until 2027-01-15 08:12:30
2027-01-15 08:02:30  parser-IDID   submitted by Test <test@localhost>: attempt 2 commit COMMIT
2027-01-15 08:02:30  printer-IDID  cancelled by Test <test@localhost>: not \x1b[2Jwanted
2027-01-15 08:03:30  parser-IDID   landed by judge@HOST: attempt 2 pass commit COMMIT
)");
  CHECK(fleet.told({"replay", "--task", "pri"}) ==
        R"(2027-01-15 08:00:00  printer-IDID  planned by Test <test@localhost>: commit COMMIT
2027-01-15 08:02:30  printer-IDID  cancelled by Test <test@localhost>: not \x1b[2Jwanted
)");
  CHECK(fleet.told({"replay", "--event", "landed", "--json"}) ==
        R"({"at":"2027-01-15T08:03:30.000Z","goal":"speed-IDID","task":"parser-IDID","event":"landed",)"
        R"("by":"judge@HOST","attempt":2,"agent":"small","verdict":"pass","phase":"landed"})"
        "\n");
}

TEST_CASE("the state at a moment is told") {
  CommandFleet fleet;
  fill(fleet);
  CHECK(fleet.told({"replay", "--at", "+100s"}) == R"(Goal speed-IDID (open): Make it fast
  2027-01-15 08:01:40 UTC
  1 waiting, 1 running (1 small)

Running
  TASK         AGENT  TRY   FOR  TITLE
  parser-IDID  small    1  40 s  Port the parser
)");
  CHECK(fleet.told({"replay", "--at", "2027-01-15 08:00"}) == R"(Goal speed-IDID (open): Make it fast
  2027-01-15 08:00:00 UTC
  1 waiting, 1 open
)");
  CHECK(fleet.told({"replay", "--at", "+1d", "--json"}) ==
        R"({"goal":"speed-IDID","at":"2027-01-16T08:00:00.000Z","phase":"open","moments":11,)"
        R"("phases":{"waiting":0,"open":0,"claimed":0,"ready":0,"failed":0,"held":0,"landed":1,)"
        R"("cancelled":1},"plans_done":0,"running":[]})"
        "\n");
}

TEST_CASE("a task, an agent, an event or a time that cannot be meant is told") {
  CommandFleet fleet;
  fill(fleet);
  CHECK(fleet.told({"replay", "--task", "parsre"}, ExitCode::negative) ==
        "error: goal speed-IDID has no task 'parsre'\n"
        "hint: did you mean 'parser-IDID'?\n");
  CHECK(fleet.told({"replay", "--agent", "smal"}, ExitCode::negative) ==
        "error: no agent 'smal' had a task of goal speed-IDID\n"
        "hint: did you mean 'small'?\n");
  CHECK(fleet.told({"replay", "--event", "landet"}, ExitCode::usage) ==
        "error: there is no event 'landet'\n"
        "hint: did you mean 'landed'?\n");
  CHECK(fleet.told({"replay", "--at", "noon"}, ExitCode::usage) ==
        "error: 'noon' is no time for --at\n"
        "hint: for example \"2026-11-21 03:20\" (UTC), or +90m: so long after the beginning\n");
  CHECK(fleet.told({"replay", "--from", "+1d"}) == "nothing of that kind has happened\n");
  CommandWorld world;
  world.begin();
  CHECK(world.told({"replay"}, ExitCode::negative) ==
        "error: there is no open goal\n"
        "hint: open one with: git reeve goal new TITLE\n");
}

TEST_CASE("where the notes were not fetched a replay says what it does not have") {
  CommandFleet fleet;
  fill(fleet);
  fleet.scratch().git({"update-ref", "-d", "refs/notes/reeve/ledger"});
  CHECK(fleet.told({"replay", "--event", "opened"}) ==
        "2027-01-15 08:00:00  speed-IDID  opened by Test <test@localhost>\n"
        "1 task landed of which the ledger here has no log; with a hub: git fetch REMOTE "
        "'refs/notes/reeve/*:refs/notes/reeve/*'\n");
  fleet.scratch().set_ref("refs/notes/reeve/task/x-aaaa", fleet.scratch().commit({{"x", "garbage\n"}}, {}));
  CHECK(fleet.told({"-q", "replay", "--event", "opened"}, ExitCode::negative) ==
        "2027-01-15 08:00:00  speed-IDID  opened by Test <test@localhost>\n"
        "error: the log of task x-IDID cannot be read: the note is not named after a commit\n"
        "hint: look at it with: git log -p refs/notes/reeve/task/x-IDID\n");
}

TEST_CASE("times are given as Reeve prints them, or from the beginning") {
  const auto read = [](const std::string& text) {
    return format_time(time_argument(text, second(0), "--at"));
  };
  CHECK(read("2026-11-21 03:20:10") == "2026-11-21T03:20:10.000Z");
  CHECK(read("2026-11-21T03:20:10.5Z") == "2026-11-21T03:20:10.500Z");
  CHECK(read("2026-11-21 03:20") == "2026-11-21T03:20:00.000Z");
  CHECK(read("2026-11-21") == "2026-11-21T00:00:00.000Z");
  CHECK(read("+90s") == "2027-01-15T08:01:30.000Z");
  CHECK(read("+2h") == "2027-01-15T10:00:00.000Z");
  CHECK(read("+1d") == "2027-01-16T08:00:00.000Z");
  for (const char* text :
       {"", "+", "+s", "+9", "+9x", "+-9s", "+99999999999999999999s", "yesterday", "2026-13-41"})
    CHECK_THROWS_AS(read(text), Error);
}

TEST_CASE("a replay takes half a minute, and pauses at its end") {
  const GoalHistory history = long_history();
  const Timeline timeline = timeline_of(history);
  ReplayState state = replay_of(timeline, history, {});
  CHECK(state.speed == 10);
  CHECK(place_of(state) == "1 at 0");
  pass(state, Milliseconds{5'000});
  CHECK(place_of(state) == "6 at 50");
  type(state, "+");
  pass(state, Milliseconds{5'000});
  CHECK(place_of(state) == "16 at 150");
  type(state, "--");
  pass(state, Milliseconds{1'000});
  CHECK(place_of(state) == "16 at 155");
  pass(state, Milliseconds{60'000});
  CHECK(place_of(state) == "31 at 300 paused");
  type(state, " ");
  CHECK(place_of(state) == "1 at 0");
}

TEST_CASE("a replay is stepped through, forward and back, from one listed event to the next") {
  const GoalHistory history = long_history();
  const Timeline timeline = timeline_of(history);
  ReplayState state = replay_of(timeline, history, {});
  type(state, "\x1b[C\x1b[C");
  CHECK(place_of(state) == "3 at 20 paused");
  type(state, "\x1b[D");
  CHECK(place_of(state) == "2 at 10 paused");
  type(state, "/claimed\r\x1b[C");
  CHECK(place_of(state) == "4 at 30 paused");
  type(state, "\x1b[C");
  CHECK(place_of(state) == "7 at 60 paused");
  type(state, "\x1b[D");
  CHECK(place_of(state) == "4 at 30 paused");
  type(state, "\x1b\x1b[F");
  CHECK(place_of(state) == "31 at 300 paused");
  type(state, "\x1b[5~");
  CHECK(place_of(state) == "29 at 285 paused");
  type(state, "\x1b[D");
  CHECK(place_of(state) == "28 at 270 paused");
  CHECK(press(state, {KeyName::character, "q"}) == ReplayWish::quit);
}

TEST_CASE("a replay between two times begins and ends there") {
  const GoalHistory history = long_history();
  const Timeline timeline = timeline_of(history);
  ReplayState state = replay_of(timeline, history, {"", "", {}, second(100), second(200)});
  CHECK(place_of(state) == "11 at 100");
  pass(state, Milliseconds{60'000});
  CHECK(place_of(state) == "21 at 200 paused");
}

TEST_CASE("a narrow replay cuts a long id, and not what happened") {
  GoalHistory history = long_history();
  TaskHistory& newest = history.tasks.back();
  newest.log.spec.id = newest.state.spec.id = "a-task-with-an-id-of-more-than-forty-columns-aaaa";
  const Timeline timeline = timeline_of(history);
  ReplayState state = replay_of(timeline, history, {});
  pass(state, Milliseconds{60'000});
  const std::string screen = join(view(state, {40, 60}, Colour::off), "\n");
  INFO(screen);
  CHECK(screen.find("  a-task-with-an-id-o…  claimed by ") != std::string::npos);
}

TEST_CASE("a replay shows the state, how far it is, and what happened last") {
  const GoalHistory history = long_history();
  const Timeline timeline = timeline_of(history);
  ReplayState state = replay_of(timeline, history, {"", "", {EventType::claimed}, {}, {}});
  pass(state, Milliseconds{12'000});
  CHECK(join(view(state, {14, 70}, Colour::off), "\n") == R"(Goal g (open): Port it
  2027-01-15 08:02:00 UTC   10x
  [===================>                             ]  13 of 31 events
  4 running (4 small)

Running
  TASK  AGENT  TRY    FOR  TITLE
  … 4 more

Events
  08:01:00  t1  claimed by worker: attempt 1 with small lease until 2027-01-15 08:01:43
  08:01:30  t2  claimed by worker: attempt 1 with small lease until 2027-01-15 08:01:43
  08:02:00  t3  claimed by worker: attempt 1 with small lease until 2027-01-15 08:01:43
space pause  left, right step  + - speed  / filter  q quit)");
  for (std::size_t rows = 1; rows < 30; ++rows) CHECK(view(state, {rows, 20}, Colour::on).size() == rows);
}

}  // namespace replay_test
