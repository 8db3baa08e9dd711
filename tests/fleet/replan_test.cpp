// Planners that are woken: by what failed for good, by questions, and when all that they called has settled.
#include "plan/replan.h"
#include "plan/wake.h"
#include "support/catch.h"
#include "whole_fleet.h"

namespace replan_test {

using namespace reeve;
using namespace reeve::test;

namespace {

FleetSetting with_planner(const std::vector<std::string>& plans, const std::string& worker) {
  FleetSetting setting;
  setting.agents = {{"small", worker}};
  std::vector<std::string> scripts;
  for (const std::string& plan : plans) scripts.push_back("cat > $OUTSIDE/prompt\n" + writing(plan));
  setting.planners = {{"thinker", one_after_the_other("plan", scripts)}};
  setting.config = "[gate]\nchecks = [\"true\"]\n[limits]\nattempts = 1\n";
  return setting;
}

void ask_for_a_plan(FleetFixture& fleet) {
  GoalRecord goal = fleet.goal();
  REQUIRE_FALSE(publish_calls(fleet.tasks(), goal, {{root_plan(goal.state.spec, 1), "asked for"}}).empty());
}

// The id of the live task that begins with `name`.
std::string id_of(FleetFixture& fleet, const std::string& name) {
  for (const TaskRecord& task : fleet.tasks().fleet().tasks) {
    if (task.id().starts_with(name + "-")) return task.id();
  }
  return "";
}

// Fails the task of a.txt, and does all others.
const std::string fails_on_a = "[ $REEVE_SCOPE = a.txt ] && exit 3\necho two > $REEVE_SCOPE";

// A planner's second plan, which is made of the id that a.txt's task has got.
std::string with_id_of_a(const std::string& result) {
  return "id=$(grep -o 'a-[a-z2-7]\\{4\\}' $OUTSIDE/prompt | head -1)\n"
         "sed \"s/THE-ID/$id/\" > $REEVE_OUT/result.json <<'END'\n" +
         result + "\nEND\n";
}

}  // namespace

TEST_CASE(
    "a task that is given up goes back to the planner, who replaces it, and who waits for it waits for "
    "that") {
  FleetSetting setting = with_planner(
      {R"({"tasks":[)" + file_task_json("a") + "," + file_task_json("b", R"(,"after":["a"])") + "]}"},
      fails_on_a);
  setting.planners.front().script =
      "cat > $OUTSIDE/prompt\n" +
      one_after_the_other("plan",
                          {writing(R"({"tasks":[)" + file_task_json("a") + "," +
                                   file_task_json("b", R"(,"after":["a"])") + "]}"),
                           with_id_of_a(R"({"tasks":[{"id":"c","title":"Another way","body":"c",)"
                                        R"("accept":["it is"],"checks":["true"],"scope":["c.txt"],)"
                                        R"("creates":["c.txt"],"minutes":30,"replaces":["THE-ID"]}]})")});
  FleetFixture fleet(setting);
  ask_for_a_plan(fleet);
  const std::string story = played(fleet);
  CHECK(story ==
        "plan, attempt 1 by thinker: planned: 2 tasks\n"
        "archived plan\n"
        "a, attempt 1 by small: failed, crashed: the agent: exit code 3\n"
        "called replan\n"
        "replan, attempt 1 by thinker: planned: 1 task; 1 task replanned: a\n"
        "archived a\n"
        "archived replan\n"
        "c, attempt 1 by small: submitted\n"
        "testing 1 candidate\n"
        "landed c\n"
        "dispatched b\n"
        "b, attempt 1 by small: submitted\n"
        "testing 1 candidate\n"
        "landed b\n");
  CHECK(fleet.target_files().at("b.txt") == "two\n");
}

TEST_CASE("a planner drops a task, and what waited for it goes on without") {
  FleetSetting setting = with_planner({}, fails_on_a);
  setting.planners = {
      {"thinker",
       "cat > $OUTSIDE/prompt\n" +
           one_after_the_other(
               "plan", {writing(R"({"tasks":[)" + file_task_json("a") + "," +
                                file_task_json("b", R"(,"after":["a"])") + "]}"),
                        with_id_of_a(R"({"tasks":[],"drop":[{"task":"THE-ID","reason":"not needed"}]})")})}};
  FleetFixture fleet(setting);
  ask_for_a_plan(fleet);
  const std::string story = played(fleet);
  CHECK(story.find("replan, attempt 1 by thinker: planned: no tasks; 1 task replanned: a\n") != story.npos);
  CHECK(story.ends_with("landed b\n"));
}

TEST_CASE("a planner answers a question, and its note is in the next attempt's prompt") {
  FleetSetting setting = with_planner({}, "");
  setting.agents = {{"small", one_after_the_other(
                                  "work", {writing(R"({"outcome":"needs_input","question":"Which colour?"})"),
                                           "cat > $OUTSIDE/work_prompt\necho two > $REEVE_SCOPE"})}};
  setting.planners = {
      {"thinker",
       "cat > $OUTSIDE/prompt\n" +
           one_after_the_other(
               "plan", {writing(R"({"tasks":[)" + file_task_json("a") + "]}"),
                        with_id_of_a(R"({"tasks":[],"retry":[{"task":"THE-ID","note":"Red it is."}]})")})}};
  FleetFixture fleet(setting);
  ask_for_a_plan(fleet);
  CHECK(played(fleet).ends_with("landed a\n"));
  CHECK(read_file(fleet.outside() / "work_prompt").find("Red it is.") != std::string::npos);
}

TEST_CASE("a planner is not woken twice for the same, and what it leaves waits for a person") {
  FleetFixture fleet(
      with_planner({R"({"tasks":[)" + file_task_json("a") + "]}", R"({"tasks":[]})"}, fails_on_a));
  ask_for_a_plan(fleet);
  const std::string story = played(fleet);
  CHECK(story.ends_with("replan, attempt 1 by thinker: planned: no tasks\narchived replan\n"));
  CHECK(fleet.task(id_of(fleet, "a")).starts_with("held: every agent of the ladder has failed on it"));
}

TEST_CASE("a planner that called planners is woken when all that came of them has settled") {
  const std::string part =
      R"({"tasks":[{"id":"part","kind":"plan","title":"The part a","body":"a","scope":["a.txt"]}]})";
  FleetFixture fleet(with_planner({part, R"({"tasks":[)" + file_task_json("a") + "]}",
                                   R"({"tasks":[)" + file_task_json("b") + "]}", R"({"tasks":[]})"},
                                  "echo two > $REEVE_SCOPE"));
  ask_for_a_plan(fleet);
  CHECK(played(fleet) ==
        "plan, attempt 1 by thinker: planned: 1 task\n"
        "archived plan\n"
        "part, attempt 1 by thinker: planned: 1 task\n"
        "archived part\n"
        "a, attempt 1 by small: submitted\n"
        "testing 1 candidate\n"
        "landed a\n"
        "called replan\n"
        "replan, attempt 1 by thinker: planned: 1 task\n"
        "archived replan\n"
        "b, attempt 1 by small: submitted\n"
        "testing 1 candidate\n"
        "landed b\n");
}

TEST_CASE("a task that a worker has is left to it by whoever replaces it") {
  FleetFixture fleet(with_planner({}, ""));
  fleet.publish("x");
  TaskRecord task = fleet.record("x");
  REQUIRE(fleet.tasks().claim(task, {"small", "m-1", "run", Milliseconds{600'000}}));
  PlanChanges changes;
  changes.drop = {{"x", "not needed", ""}, {"y", "not needed", ""}};
  const Replanned replanned = replan(fleet.tasks(), {}, {}, changes);
  CHECK(replanned.updates.empty());
  CHECK(join(replanned.left, "\n") ==
        "task x is left as it is: it is claimed\n"
        "task y is left as it is: it does not live any more");
}

}  // namespace replan_test
