// Cycles: a goal is planned, done, judged, and planned afresh until it is reached or nothing helps.
#include "base/file.h"
#include "plan/wake.h"
#include "support/catch.h"
#include "whole_fleet.h"

namespace cycle_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const std::string does_its_task = "echo two > $REEVE_SCOPE";

std::string plan_of(const std::string& id) {
  return writing(R"({"tasks":[)" + file_task_json(id) + R"(],"handoff":{"summary":"one step"}})");
}

std::string verdict(const std::string& word, const std::string& reason) {
  return writing(R"({"verdict":")" + word + R"(","reasons":[")" + reason + R"("]})");
}

FleetSetting two_cycles() {
  FleetSetting setting;
  setting.agents = {{"small", does_its_task}};
  setting.planners = {{"thinker", one_after_the_other("plan", {plan_of("a"), plan_of("b")})}};
  setting.judges = {{"wise", "if grep -q two b.txt\nthen\n" + verdict("achieved", "b.txt: met") + "else\n" +
                                 verdict("continue", "b.txt: not met") + "fi\n"}};
  setting.config = "[gate]\nchecks = [\"true\"]\n";
  setting.accept = {"all files say two"};
  return setting;
}

// What `git reeve plan` publishes.
void ask_for_a_plan(FleetFixture& fleet) {
  GoalRecord goal = fleet.goal();
  REQUIRE_FALSE(publish_calls(fleet.tasks(), goal, {{root_plan(goal.state.spec, 1), "asked for"}}).empty());
}

}  // namespace

TEST_CASE("a goal is planned, done and judged, in fresh cycles, until it is reached") {
  FleetFixture fleet(two_cycles());
  ask_for_a_plan(fleet);
  CHECK(played(fleet) ==
        "plan, attempt 1 by thinker: planned: 1 task\n"
        "archived plan\n"
        "a, attempt 1 by small: submitted\n"
        "testing 1 candidate\n"
        "landed a\n"
        "called judge-1\n"
        "judge-1, attempt 1 by wise: judged: continue: b.txt: not met\n"
        "archived judge-1\n"
        "plan, attempt 1 by thinker: planned: 1 task\n"
        "archived plan\n"
        "b, attempt 1 by small: submitted\n"
        "testing 1 candidate\n"
        "landed b\n"
        "called judge-2\n"
        "judge-2, attempt 1 by wise: judged: achieved: b.txt: met\n"
        "archived judge-2\n");
  CHECK(goal_story(fleet) ==
        "achieved, cycle 2\n"
        "1 continue: b.txt: not met\n"
        "2 achieved: b.txt: met\n");
}

TEST_CASE("a check of the goal that is red forbids what the judge says, and its output is evidence") {
  FleetSetting setting = two_cycles();
  setting.judges = {{"wise", "cat > $OUTSIDE/prompt\n" + verdict("achieved", "looks right")}};
  setting.planners = {{"thinker", one_after_the_other("plan", {plan_of("a"), plan_of("b")})}};
  setting.checks = {"grep two b.txt || { echo b.txt is old; exit 1; }"};
  FleetFixture fleet(setting);
  ask_for_a_plan(fleet);
  const std::string story = played(fleet);
  CHECK(story.find("judge-1, attempt 1 by wise: judged: continue: 'grep two b.txt ||") != story.npos);
  CHECK(read_file(fleet.outside() / "prompt").find("What the goal's own commands gave") != std::string::npos);
  CHECK(goal_story(fleet) ==
        "achieved, cycle 2\n"
        "1 continue: 'grep two b.txt || { echo b.txt is old; exit 1; }' is red: exit code 1\nb.txt is old, "
        "looks right\n"
        "2 achieved: looks right\n");
}

TEST_CASE("cycles that land nothing pause the goal, and a person who resumes it begins the next") {
  FleetSetting setting = two_cycles();
  setting.planners = {{"thinker", plan_of("a")}};
  setting.agents = {{"small", "exit 3"}};
  setting.judges = {{"wise", verdict("continue", "a.txt: not met")}};
  setting.config += "[limits]\nattempts = 1\n[plan]\nwakes = 1\n[cycle]\nwithout_progress = 2\n";
  FleetFixture fleet(setting);
  ask_for_a_plan(fleet);
  played(fleet, 60);
  CHECK(goal_story(fleet) ==
        "paused, cycle 2: nothing has landed in the last 2 cycles\n"
        "1 continue: a.txt: not met\n"
        "2 continue: a.txt: not met\n");
  GoalRecord goal = fleet.goal();
  REQUIRE(fleet.goals().append(goal, EventType::resumed, ""));
  CHECK(without_ends(looked(fleet)).find("called plan\n") != std::string::npos);
  CHECK(fleet.goal().state.cycle() == 3);
}

TEST_CASE("a judge that says stuck pauses the goal") {
  FleetSetting setting = two_cycles();
  setting.judges = {{"wise", verdict("stuck", "nobody knows how")}};
  FleetFixture fleet(setting);
  ask_for_a_plan(fleet);
  played(fleet);
  CHECK(goal_story(fleet) == "paused, cycle 1: the judge says that it is stuck\n1 stuck: nobody knows how\n");
}

TEST_CASE("without a judge's agent, checks decide, and a person on criteria, but not against a red check") {
  FleetSetting setting = two_cycles();
  setting.judges.clear();
  FleetFixture fleet(setting);
  ask_for_a_plan(fleet);
  CHECK(played(fleet).find("judge-1, attempt 1 by (none): asked, needs_input: is the goal reached?") !=
        std::string::npos);
  auto judge = fleet.tasks().fleet().tasks;
  REQUIRE(judge.size() == 1);
  REQUIRE(fleet.tasks().answer(judge.front(), "achieved: I have looked"));
  played(fleet);
  CHECK(goal_story(fleet) == "achieved, cycle 1\n1 achieved: I have looked\n");

  setting.accept.clear();
  setting.checks = {"grep -q two b.txt"};
  FleetFixture checked(setting);
  ask_for_a_plan(checked);
  played(checked);
  CHECK(goal_story(checked) ==
        "achieved, cycle 2\n"
        "1 continue: 'grep -q two b.txt' is red: exit code 1\n"
        "2 achieved: all checks of the goal pass\n");
}

TEST_CASE("the judge is asked after so many landings, and the work goes on meanwhile") {
  FleetSetting setting = two_cycles();
  setting.planners = {
      {"thinker", writing(R"({"tasks":[)" + file_task_json("a") + "," + file_task_json("b") + "]}")}};
  setting.config += "[cycle]\nlandings = 1\n";
  FleetFixture fleet(setting);
  ask_for_a_plan(fleet);
  fleet.work();
  fleet.work();
  fleet.judge();
  CHECK(without_ends(looked(fleet)) == "called judge-1\n");
  CHECK(fleet.tasks().fleet().tasks.size() == 2);  // the other task can be claimed, as the judge's can
}

TEST_CASE(
    "a judge that is not sure what a verdict is hears it once, and two judges of a cycle are never asked") {
  FleetSetting setting = two_cycles();
  setting.judges = {
      {"wise", one_after_the_other("judge", {verdict("pass", "fine"), verdict("achieved", "met")})}};
  FleetFixture fleet(setting);
  ask_for_a_plan(fleet);
  const std::string story = played(fleet);
  CHECK(story.find("judged: achieved: met") != story.npos);
  CHECK(looked(fleet).empty());

  FleetFixture other(two_cycles());
  GoalRecord goal = other.goal();
  GoalRecord stale = goal;
  const std::vector<Call> calls{{root_plan(goal.state.spec, 1), "asked for"}};
  CHECK(publish_calls(other.tasks(), goal, calls).size() == 1);
  CHECK(publish_calls(other.tasks(), stale, calls).empty());
  CHECK(other.tasks().fleet().tasks.size() == 1);
}

TEST_CASE(
    "a goal that only people plan is judged again when they have planned what was missing and resumed it") {
  FleetSetting setting;
  setting.agents = {{"small", does_its_task}};
  setting.config = "[gate]\nchecks = [\"true\"]\n";
  setting.checks = {"grep -q two b.txt"};
  FleetFixture fleet(setting);
  fleet.publish("one", {"a.txt"});
  played(fleet);
  CHECK(goal_story(fleet).starts_with("paused, cycle 1: the goal is not reached, and no agent is named"));
  fleet.publish("two", {"b.txt"});
  GoalRecord goal = fleet.goal();
  REQUIRE(fleet.goals().append(goal, EventType::resumed, ""));
  played(fleet);
  CHECK(goal_story(fleet) ==
        "achieved, cycle 2\n"
        "1 continue: 'grep -q two b.txt' is red: exit code 1\n"
        "2 achieved: all checks of the goal pass\n");
}

TEST_CASE("what is left of a goal that is reached is ended, and nobody is asked whom the look has missed") {
  FleetSetting setting = two_cycles();
  setting.judges = {{"wise", verdict("achieved", "met")}};
  setting.config += "[cycle]\nlandings = 1\n";
  setting.planners = {
      {"thinker", writing(R"({"tasks":[)" + file_task_json("a") + "," + file_task_json("b") + "]}")}};
  FleetFixture fleet(setting);
  ask_for_a_plan(fleet);
  const std::string story = played(fleet);
  CHECK(goal_story(fleet) == "achieved, cycle 1\n1 achieved: met\n");
  CHECK((story.ends_with("ended a\narchived a\n") || story.ends_with("ended b\narchived b\n")));
  CHECK(fleet.tasks().fleet().tasks.empty());

  FleetFixture other(two_cycles());
  GoalRecord goal = other.goal();
  Event woken = make_event(EventType::woken, other.tasks().clock().now(), "somebody");
  woken.task = "plan-not-seen-yet";
  REQUIRE(other.goals().append(goal, woken));
  other.publish("x", {"a.txt"});
  TaskRecord task = other.record("x");
  Event held = make_event(EventType::held, other.tasks().clock().now(), "somebody");
  held.verdict = given_up;
  REQUIRE(other.hub().apply({*other.tasks().step(task, held), "give up"}).succeeded());
  CHECK(looked(other).empty());
}

}  // namespace cycle_test
