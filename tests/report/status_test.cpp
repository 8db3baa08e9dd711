#include "report/status.h"

#include <algorithm>

#include "base/text.h"
#include "report/status_text.h"
#include "report/words.h"
#include "support/catch.h"
#include "task/story.h"

namespace status_test {

using namespace reeve;
using namespace reeve::test;

namespace {

TaskRecord record(const std::string& id, const Story& story) {
  TaskRecord task;
  task.state = story.state();
  task.state.spec.id = id;
  task.state.spec.title = "Port " + id + " with a title that is longer than a narrow terminal is wide";
  return task;
}

Usage usage(std::optional<double> cost, std::int64_t tokens) {
  Usage usage;
  usage.seconds = 60;
  usage.cost = cost;
  usage.output = tokens;
  return usage;
}

// A plan that is done, and of which nobody knows what it cost.
TaskState planner() {
  TaskState plan = Story().open().then_claimed().then_submitted("").then(EventType::landed).state();
  plan.spec.id = "p-aaaa";
  plan.spec.kind = TaskKind::plan;
  plan.attempts.front().trace.model = "opus";
  plan.attempts.front().usage = usage({}, 2'500);
  return plan;
}

// Something of everything.
GoalFacts busy_goal() {
  GoalFacts facts;
  facts.goal.state.spec.id = "speed-aaaa";
  facts.goal.state.spec.title = "Make it fast";
  facts.goal.state.spec.target = "refs/heads/main";
  facts.goal.target = git::Oid::parse("290676f66a28aa2e02a13fd0c2b5348181efbb5f");
  const Story asked = Story().open().then_claimed().then(EventType::asked, [](Event& event) {
    event.outcome = Outcome::needs_input;
    event.reason = "Which one?";
  });
  facts.tasks = {
      record("a-aaaa", Story().then(EventType::planned)),
      record("b-aaaa", Story().open()),
      record("c-aaaa", Story().open().then_claimed().then_failed(Outcome::crashed).then_retried(0)),
      record("d-aaaa",
             Story().open().then_claimed().then_failed(Outcome::crashed).then_retried(1).then_claimed(1)),
      record("e-aaaa", Story().open().then_claimed().then_submitted("work")),
      record("f-aaaa", asked),
      record("g-aaaa", Story().open().then_with_reason(EventType::held, "wait for the\x07 release")),
  };
  add_landing(facts.landed, {"z-aaaa", "Port z", *facts.goal.target, second(400), "big", 1, 0.25}, "p-aaaa",
              {{{"worker", "sonnet"}, {usage(0.25, 8'000), 1, 0}}});
  add_landing(facts.landed, {"y-aaaa", "Port y", *facts.goal.target, second(500), "big", 3, 1.5}, "p-aaaa",
              {{{"worker", "opus"}, {usage(1.5, 1'200'000), 3, 0}}});
  facts.filed = {planner()};
  facts.now = second(560);
  facts.budget.cost = 500;
  facts.blocked = {{"e-aaaa", "no compiler"}, {"gone-aaaa", "it landed meanwhile"}};
  return facts;
}

std::size_t widest(const std::string& text) {
  std::size_t width = 0;
  for (const std::string& line : split_lines(text)) width = std::max(width, display_width(line));
  return width;
}

}  // namespace

TEST_CASE("the status tells what needs a person before what goes on by itself") {
  const FleetStatus status{
      .goals = {status_of(busy_goal())},
      .needs = {},
      .damaged = needs_of({{"bad-aaaa", "refs/notes/reeve/task/bad-aaaa", "line 3: no"}})};
  CHECK(status_text(status, second(560), {80}) ==
        "1 goal, 1 running, 4 need you, 2 landed in the last hour\n"
        "\n"
        "Needs you (4)\n"
        "  bad-aaaa\n"
        "    line 3: no\n"
        "    git log -p refs/notes/reeve/task/bad-aaaa\n"
        "  e-aaaa\n"
        "    the gate cannot decide: no compiler\n"
        "    git reeve explain e-aaaa\n"
        "  f-aaaa\n"
        "    asks: Which one?\n"
        "    git reeve task answer f-aaaa TEXT\n"
        "  g-aaaa\n"
        "    held: wait for the\\x07 release\n"
        "    git reeve task retry g-aaaa\n"
        "\n"
        "Goal speed-aaaa (open): Make it fast\n"
        "  1 waiting, 2 open, 1 claimed, 1 ready, 2 held\n"
        "  2 landed on main, the last 1 min ago: y-aaaa\n"
        "  2 in the last hour, 2 in the last day by the hour: [·······················█]\n"
        "  4 failed attempts, 2 recovered\n"
        "  spent 1.75 of 500.00, 1.2M tokens, 3 min of agents\n"
        "    cost not known for 1 attempt\n"
        "    planner 2,500 tokens, 1 attempt\n"
        "    worker 1.75, 1.2M tokens, 8 attempts\n"
        "    without a model 4 attempts\n"
        "    opus 1.50, 1.2M tokens, 4 attempts\n"
        "    sonnet 0.2500, 8,000 tokens, 1 attempt\n"
        "  a landed task: 0.8750 on average, the last 1.50\n"
        "\n"
        "Running (1): 1 small\n"
        "  TASK    AGENT    FOR       SAID  TITLE\n"
        "  d-aaaa  small  9 min  9 min ago  Port d-aaaa with a title that is longer than…\n");
}

TEST_CASE("the status says first that the line is stopped, and which agents rest") {
  GoalFacts facts;
  facts.goal.state.spec.id = "speed-aaaa";
  facts.goal.state.spec.title = "Make it fast";
  facts.goal.state.spec.target = "refs/heads/main";
  facts.goal.target = git::Oid::parse("290676f66a28aa2e02a13fd0c2b5348181efbb5f");
  facts.goal.state.halt = Halt{"make", "'make' fails in 5 tasks", second(100)};
  facts.roles.worker = {"small", "large"};
  facts.now = second(560);
  const Story limited = Story().open().then_claimed().then(EventType::failed, [](Event& event) {
    event.outcome = Outcome::quota;
    event.until = second(900);
  });
  facts.tasks = {record("a-aaaa", limited), record("b-aaaa", Story().open()),
                 record("c-aaaa", Story().open()), record("d-aaaa", Story().open())};
  facts.tasks.back().state.rung = 1;
  facts.tasks.front().state.phase = Phase::open;
  const FleetStatus status{.goals = {status_of(facts)}, .needs = {}, .damaged = {}};
  CHECK(status_text(status, second(560), {80}) ==
        "1 goal, 0 running, 1 needs you, 0 landed in the last hour\n"
        "\n"
        "Needs you (1)\n"
        "  speed-aaaa\n"
        "    the line is stopped: 'make' fails in 5 tasks\n"
        "    git reeve goal resume speed-aaaa\n"
        "\n"
        "Goal speed-aaaa (open): Make it fast\n"
        "  the line is stopped: 'make' fails in 5 tasks\n"
        "  4 open\n"
        "  0 landed on main\n"
        "  1 failed attempt, 0 recovered\n"
        "  agent small is paused until 2027-01-15 08:15:00, 3 tasks wait for it\n");
  const std::string json = status_json(status).text();
  CHECK(json.find(R"("halt":"the line is stopped: 'make' fails in 5 tasks")") != std::string::npos);
  CHECK(json.find(R"("paused_agents":[{"agent":"small","until":"2027-01-15T08:15:00.000Z","waiting":3}])") !=
        std::string::npos);
}

TEST_CASE("a goal whose tasks have all landed needs a person, unless a judge says when it is reached") {
  GoalFacts facts;
  facts.goal.state.spec.id = "speed-aaaa";
  facts.goal.state.spec.target = "refs/heads/reeve/goal/speed-aaaa";
  facts.goal.target = git::Oid::parse("290676f66a28aa2e02a13fd0c2b5348181efbb5f");
  const auto needs = [&] {
    std::string text;
    for (const Need& need : status_of(facts).needs) text += need.reason + " | " + need.action + "\n";
    return text;
  };
  CHECK(needs() == "");  // nothing was planned yet
  facts.landed.count = 3;
  const std::string end = "all its tasks have landed: plan more, or end it | git reeve goal ";
  CHECK(needs() == end + "deliver speed-aaaa\n");
  facts.goal.state.spec.target = "refs/heads/main";
  CHECK(needs() == end + "stop speed-aaaa\n");
  facts.tasks = {record("a-aaaa", Story().open())};
  CHECK(needs() == "");
  facts.tasks.clear();
  facts.roles.judge = {"large"};
  CHECK(needs() == end + "stop speed-aaaa\n");
  facts.filed.emplace_back().spec.kind = TaskKind::plan;
  CHECK(needs() == "");
  facts.roles.judge.clear();
  facts.goal.state.spec.checks = {"make"};
  CHECK(needs() == "");
  facts.goal.state.spec.checks.clear();
  facts.goal.state.phase = GoalPhase::paused;
  CHECK(needs() == "");
}

TEST_CASE("no line of the status is wider than the terminal") {
  const FleetStatus status{.goals = {status_of(busy_goal())}, .needs = {}, .damaged = {}};
  CHECK(widest(status_text(status, second(560), {60})) == 60);
  CHECK(widest(status_text(status, second(560), {80})) == 80);
  CHECK(widest(status_text(status, second(560), {130})) < 130);
  CHECK(status_text(status, second(560), {130}) == status_text(status, second(560)));
  CHECK(widest(status_text(status, second(560), {200})) <= 200);
}

TEST_CASE("a title has a line of its own where the id leaves too little room for it") {
  GoalFacts facts;
  facts.goal.state.spec.id = "faster-parser-of-long-files-aaaa";
  facts.goal.state.spec.title = "移植 the parser of long files, and all that reads them";
  facts.goal.state.spec.target = "refs/heads/main";
  facts.goal.target = git::Oid::parse("290676f66a28aa2e02a13fd0c2b5348181efbb5f");
  const FleetStatus status{.goals = {status_of(facts)}, .needs = {}, .damaged = {}};
  const auto heading = [&](std::size_t width) {
    const std::string text = status_text(status, second(0), {width});
    const auto start = text.find("Goal ");
    return text.substr(start, text.find("\n  no live tasks") - start);
  };
  CHECK(heading(70) == "Goal faster-parser-of-long-files-aaaa (open): 移植 the parser of long f…");
  CHECK(heading(60) ==
        "Goal faster-parser-of-long-files-aaaa (open)\n  移植 the parser of long files, and all that reads "
        "them");
  CHECK(heading(40) ==
        "Goal faster-parser-of-long-files-aaaa (…\n  移植 the parser of long files, and all …");
}

TEST_CASE("a long list of needs is cut, and says where the rest is") {
  GoalFacts facts = busy_goal();
  facts.tasks.clear();
  facts.blocked.clear();
  for (int i = 0; i < 13; ++i)
    facts.tasks.push_back(
        record("t-" + std::to_string(i), Story().open().then_with_reason(EventType::held, "x")));
  const std::string text =
      status_text({.goals = {status_of(facts)}, .needs = {}, .damaged = {}}, second(560), {80});
  CHECK(text.find("  t-5\n") != std::string::npos);
  CHECK(text.find("  t-6\n") == std::string::npos);
  CHECK(text.find("  … and 7 more: git reeve status --all\n") != std::string::npos);
}

TEST_CASE("a missing target and a wrong configuration need a person, with every line of the problem") {
  GoalFacts facts = busy_goal();
  facts.tasks.clear();
  facts.goal.target.reset();
  facts.configuration_problem = "config.toml:1:1: bad\nconfig.toml:2:1: worse";
  facts.configuration_hint = "mend it";
  const std::vector<Need> expected{
      {"main", "the target branch is missing", "git branch main COMMIT", true},
      {".reeve/config.toml", "config.toml:1:1: bad\nconfig.toml:2:1: worse", "mend it", true}};
  const GoalStatus status = status_of(facts);
  CHECK(status.needs == expected);
  const std::string text = status_text({.goals = {status}, .needs = {}, .damaged = {}}, second(560), {80});
  CHECK(text.find("    config.toml:2:1: worse\n    mend it\n") != std::string::npos);
}

TEST_CASE("hot files are told with the tasks that wait for their turn at them, and the first three by name") {
  GoalFacts facts = busy_goal();
  facts.hot = {{"src/a.txt", 7, 2}, {"b.txt", 4, 1}};
  GoalStatus goal = status_of(facts);
  CHECK(status_text({.goals = {goal}, .needs = {}, .damaged = {}}, second(560), {80})
            .find("  4 failed attempts, 2 recovered\n"
                  "  hot: src/a.txt, 7 conflicts, 2 tasks wait for their turn\n"
                  "  hot: b.txt, 4 conflicts, 1 task waits for its turn\n"
                  "  spent 1.75") != std::string::npos);
  CHECK(status_json({.goals = {goal}, .needs = {}, .damaged = {}})
            .text()
            .find(R"("hot":[{"path":"src/a.txt","conflicts":7,"waiting":2},)"
                  R"({"path":"b.txt","conflicts":4,"waiting":1}])") != std::string::npos);
  goal.hot = {{"a", 3, 0}, {"b", 3, 0}, {"c", 3, 0}, {"d", 3, 0}, {"e", 3, 0}};
  CHECK(
      status_text({.goals = {goal}, .needs = {}, .damaged = {}}, second(560), {80})
          .find(
              "  hot: a, 3 conflicts\n  hot: b, 3 conflicts\n  hot: c, 3 conflicts\n  hot: 2 files more\n") !=
      std::string::npos);
}

TEST_CASE("without a goal the status says what to type") {
  CHECK(status_text({}, second(0), {80}) == "No goal is open. Open one with: git reeve goal new TITLE\n");
  CHECK(status_json({}).text() == R"({"goals":[],"needs":[],"damaged":[]})");
}

TEST_CASE("the status for scripts has every phase, and times as in the logs") {
  GoalFacts facts = busy_goal();
  facts.tasks = {facts.tasks[3]};
  facts.blocked.clear();
  CHECK(
      status_json({.goals = {status_of(facts)}, .needs = {}, .damaged = {}}).text() ==
      R"({"goals":[{"id":"speed-aaaa","title":"Make it fast","phase":"open","target":"main","cycle":1,)"
      R"("phases":{"waiting":0,"open":0,"claimed":1,"ready":0,"failed":0,"held":0,"cancelled":0},"landed":2,)"
      R"("last_landed":{"task":"y-aaaa","title":"Port y","commit":"290676f66a28aa2e02a13fd0c2b5348181efbb5f",)"
      R"("at":"2027-01-15T08:08:20.000Z","cost":1.5},"rate":{"last_hour":2,"hours":)"
      R"([0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,2]},"failed_attempts":3,"recovered_attempts":2,)"
      R"("spend":{"attempts":6,"unknown_cost":1,"usage":{"seconds":180.0,"cost":1.75,"output":1210500},)"
      R"("budget":{"cost":500.0},"reserved":{"seconds":0.0,"tokens":0,"cost":0.0},"roles":{)"
      R"("planner":{"attempts":1,"unknown_cost":1,"usage":{"seconds":60.0,"output":2500}},)"
      R"("worker":{"attempts":5,"unknown_cost":0,"usage":{"seconds":120.0,"cost":1.75,"output":1208000}}},)"
      R"("models":[{"attempts":1,"unknown_cost":0,"usage":{},"model":""},)"
      R"({"attempts":4,"unknown_cost":1,"usage":{"seconds":120.0,"cost":1.5,"output":1202500},"model":"opus"},)"
      R"({"attempts":1,"unknown_cost":0,"usage":{"seconds":60.0,"cost":0.25,"output":8000},"model":"sonnet"}],)"
      R"("mean_cost_landed":0.875},)"
      R"("running":[{"task":"d-aaaa","title":"Port d-aaaa with a title that is longer than a narrow terminal )"
      R"(is wide","agent":"small","attempt":2,"since":"2027-01-15T08:00:05.000Z",)"
      R"("last_event":"2027-01-15T08:00:05.000Z"}],"needs":[],"hot":[]}],"needs":[],"damaged":[]})");
}

TEST_CASE("an estimate is told with its range, and in full for scripts") {
  GoalFacts facts = busy_goal();
  facts.landed = {};
  for (int i = 0; i < 20; ++i)
    add_landing(facts.landed,
                {"x", "X", *facts.goal.target, second(20 * i), "big", 1, i % 2 == 0 ? 1.0 : 2.0}, "", {});
  facts.now = second(380);
  const GoalStatus goal = status_of(facts);
  REQUIRE(goal.estimate);
  CHECK(goal.estimate->tasks == Estimated{7, 7, 7});
  const std::string text = status_text({.goals = {goal}, .needs = {}, .damaged = {}}, second(380), {80});
  CHECK(text.find("  7 left, done in 2 min (2 min to 2 min), for 10.50 more (8.2") != std::string::npos);
  CHECK(status_json({.goals = {goal}, .needs = {}, .damaged = {}})
            .text()
            .find(R"("estimate":{"tasks":{"value":7.0,"low":7.0,"high":7.0},"seconds":{"value":140.0,)") !=
        std::string::npos);
}

TEST_CASE("who was silent for long comes first, and is said to be") {
  GoalFacts facts = busy_goal();
  facts.tasks = {facts.tasks[3], facts.tasks[3]};
  facts.tasks[1].state.spec.id = "e-aaaa";
  facts.tasks[1].state.last_event_at = second(1300);
  facts.tasks[0].state.attempts.back().started = second(300);
  facts.tasks[0].state.last_event_at = second(350);
  const FleetStatus status{.goals = {status_of(facts)}, .needs = {}, .damaged = {}};
  const std::string text = status_text(status, second(1310), {.width = 80, .colour = Colour::on});
  CHECK(text.ends_with("\n  does it still run? \x1b[36mgit reeve explain d-aaaa\x1b[m\n"));
  CHECK(text.find("Running (2)\x1b[m: 2 small, \x1b[33m1 silent\x1b[m\n") != std::string::npos);
  CHECK(text.find("\x1b[33m  d-aaaa  small  16 min  silent 16 min") != std::string::npos);
  CHECK(text.find("m\n  e-aaaa  small  21 min       10 s ago") != std::string::npos);
}

TEST_CASE("tasks that run are counted where a list of them stands elsewhere") {
  const FleetStatus status{.goals = {status_of(busy_goal())}, .needs = {}, .damaged = {}};
  const std::string whole = status_text(status, second(560), {.width = 200});
  const std::string counted = status_text(status, second(560), {.width = 200, .running = Running::counted});
  CHECK(whole.find("Running (1): 1 small") != std::string::npos);
  CHECK(counted.starts_with("1 goal, 1 running, 3 need you, 2 landed in the last hour\n\nNeeds you (3)\n"));
  CHECK(counted.find("Running (") == std::string::npos);
}

TEST_CASE("of many goals each is a row, what stops one is told first, and --all tells everything") {
  FleetStatus fleet;
  for (int number = 1; number <= 14; ++number) {
    GoalFacts facts = busy_goal();
    facts.goal.state.spec.id = "goal-" + std::to_string(number);
    facts.blocked.clear();
    if (number == 13) facts.goal.state.halt = Halt{"make", "'make' fails", second(100)};
    fleet.goals.push_back(status_of(facts));
  }
  const std::string text = status_text(fleet, second(560), {80});
  CHECK(
      text.starts_with("14 goals, 14 running, 29 need you, 28 landed in the last hour\n"
                       "\n"
                       "Needs you (29)\n"
                       "  goal-13\n"
                       "    the line is stopped: 'make' fails\n"
                       "    git reeve goal resume goal-13\n"
                       "  f-aaaa\n"));
  CHECK(text.find("  … and 25 more: git reeve status --all\n"
                  "\n"
                  "Goals (14)\n"
                  "  GOAL     LEFT  RUN  HELD  LANDED  /H  SPENT  END  TITLE\n"
                  "  goal-1      7    1     2       2   2   1.75       Make it fast\n") != std::string::npos);
  CHECK(text.find("  goal-12     7    1     2       2   2   1.75       Make it fast\n"
                  "  … and 2 more: git reeve status --all\n") != std::string::npos);
  CHECK(split_lines(text).size() < 45);
  const std::string all = status_text(fleet, second(560), {.width = 80, .detail = Detail::all});
  CHECK(all.find("more: git reeve status --all") == std::string::npos);
  CHECK(all.find("\nGoal goal-14 (open): Make it fast\n  1 waiting, ") != std::string::npos);
}

TEST_CASE("an age is one unit, rounded down") {
  using std::chrono::seconds;
  CHECK(short_age(seconds(-5)) == "0 s");
  CHECK(short_age(seconds(59)) == "59 s");
  CHECK(short_age(seconds(60)) == "1 min");
  CHECK(short_age(seconds(3599)) == "59 min");
  CHECK(short_age(seconds(3600)) == "1 h");
  CHECK(short_age(seconds(48 * 3600 - 1)) == "47 h");
  CHECK(short_age(seconds(48 * 3600)) == "2 d");
}

}  // namespace status_test
