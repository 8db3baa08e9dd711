// A planner as a task: claimed, run, and its plan published with the end of its own task, or not at all.
#include <regex>
#include <set>
#include <thread>

#include "base/text.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"
#include "support/plans.h"
#include "support/processes.h"
#include "task/ref_names.h"
#include "work/attempt.h"

namespace planner_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const std::string good_plan = R"({"tasks":[)" + task_json("first", "First", R"("scope":["a.txt"])") + "," +
                              task_json("second", "Second", R"("after":["first"],"difficulty":"hard")") +
                              R"(],"handoff":{"summary":"Two steps.","concerns":["b.txt is odd"]}})";

// The first run writes one text, all later ones another; each run's prompt is kept.
std::string writing_first(const std::string& first, const std::string& later) {
  return "cat >> $OUTSIDE/prompts\nif [ ! -e $OUTSIDE/ran ]; then touch $OUTSIDE/ran\n" + writing(first) +
         "else\n" + writing(later) + "fi\n";
}

FleetSetting planned_by(const std::vector<TestAgent>& planners, const std::string& config = "") {
  FleetSetting setting;
  setting.planners = planners;
  setting.config = config;
  return setting;
}

TaskSpec plan_of(const FleetFixture& fleet, const std::string& id = "plan") {
  TaskSpec spec = fleet.spec(id);
  spec.kind = TaskKind::plan;
  spec.title = "Plan: The goal";
  return spec;
}

// Ids end in four random characters.
std::string without_suffixes(const std::string& text) {
  return std::regex_replace(text, std::regex("(first|second|part|third)-[a-z2-7]{4}"), "$1");
}

std::string branches(FleetFixture& fleet) {
  return without_suffixes(fleet.branches());
}

// Everything after the prompt's own text: what the planner was told the second time.
std::string correction_in(const std::filesystem::path& prompts) {
  const std::string text = read_file(prompts);
  return text.substr(text.find("The work is kept."));
}

}  // namespace

TEST_CASE("a planner's tasks are published with the end of its own task, which the judge files") {
  FleetFixture fleet(planned_by({{"thinker", "cat > $OUTSIDE/prompt\n" + writing(good_plan)}}));
  fleet.publish({plan_of(fleet)});
  CHECK(fleet.work() == "plan, attempt 1 by thinker: planned: 2 tasks");
  CHECK(branches(fleet) == "held/second task/first");
  CHECK(fleet.task("plan") == "landed: 2 tasks\n1 thinker done: 2 tasks\n");
  const Attempt attempt = fleet.record("plan").state.attempts.back();
  CHECK(attempt.handoff == Handoff{"Two steps.", {"b.txt is odd"}, {}, {}, {}, {}});
  CHECK(fleet.repository().read_blob(git::Oid::parse(attempt.trace.prompt).value()) ==
        read_file(fleet.outside() / "prompt"));
  CHECK(fleet.judge() == "archived plan\n");
  CHECK(fleet.task("plan") == "not on the hub\n");
  CHECK(fleet.ledger(fleet.goal().goal_commit).find("\"reason\":\"2 tasks\"") != std::string::npos);
  CHECK(without_suffixes(fleet.work()) == "first, attempt 1 by small: submitted");
  CHECK(fleet.harm() == "");
}

TEST_CASE("a plan that is no JSON goes back to the planner once, with the error") {
  FleetFixture fleet(planned_by({{"thinker", writing_first("{\"tasks\": [", good_plan)}}));
  fleet.publish({plan_of(fleet)});
  CHECK(fleet.work() == "plan, attempt 1 by thinker: planned: 2 tasks");
  CHECK(correction_in(fleet.outside() / "prompts") ==
        "The work is kept. Your $REEVE_OUT/result.json was refused:\n"
        "- result.json: line 2, column 1: Invalid value\n"
        "Write that file again, and change nothing else.\n");
}

TEST_CASE("all that is wrong with a plan goes back to the planner at once") {
  const std::string wrong = R"({"tasks":[{"title":"First","after":["zero"]},)" +
                            task_json("second", "Second", R"("scope":[".reeve/config.toml","c.txt"])") + "]}";
  FleetFixture fleet(planned_by({{"thinker", writing_first(wrong, good_plan)}}));
  fleet.publish({plan_of(fleet)});
  CHECK(fleet.work() == "plan, attempt 1 by thinker: planned: 2 tasks");
  CHECK(correction_in(fleet.outside() / "prompts") ==
        "The work is kept. Your $REEVE_OUT/result.json was refused:\n"
        "- result.json:1: task 'First' comes after 'zero', which is no task of this plan or goal\n"
        "- result.json:1: task 'First' has no acceptance criterion; say what somebody who has only the files "
        "can decide with yes or no\n"
        "- result.json:1: task 'First' has no check of its own; name a command that fails now and succeeds "
        "when the task is done\n"
        "- result.json:1: task 'First' does not say how many minutes it takes; estimate them, 20 to 180\n"
        "- result.json:1: task 'second' has the scope '.reeve/config.toml', which is protected by '.reeve'; "
        "nothing that touches it would ever land\n"
        "- result.json:1: task 'second' has the scope 'c.txt', which matches no file; mend it, or name it in "
        "'creates' if the task makes it\n"
        "- result.json:1: task 'second' may touch the same files as task 'First': .reeve/config.toml, c.txt; "
        "let one come after the other, or name it in 'overlaps' if that is meant\n"
        "Write that file again, and change nothing else.\n");
}

TEST_CASE("a plan that stays wrong fails the attempt, and the next planner of the ladder plans") {
  const std::string wrong = R"({"tasks":[{"title":"First","accept":["it is done"],"minutes":30}]})";
  FleetFixture fleet(planned_by({{"quick", writing(wrong)}, {"careful", writing(good_plan)}}));
  fleet.publish({plan_of(fleet)});
  const std::string reason =
      "the plan cannot be published:\nresult.json:1: task 'First' has no check of its own; name a command "
      "that fails now and succeeds when the task is done";
  CHECK(fleet.work() == "plan, attempt 1 by quick: failed, rejected: " + reason);
  CHECK(branches(fleet) == "task/plan");
  CHECK(fleet.work() == "plan, attempt 2 by careful: planned: 2 tasks");
  CHECK(fleet.task("plan") == "landed: 2 tasks\n1 quick rejected: " + reason + "\n2 careful done: 2 tasks\n");
}

TEST_CASE("a planner that writes no plan has failed") {
  FleetFixture fleet(planned_by({{"quick", "true"}}));
  fleet.publish({plan_of(fleet)});
  CHECK(fleet.work() ==
        "plan, attempt 1 by quick: failed, rejected: the plan cannot be published:\nit wrote no result.json");
  CHECK(fleet.task("plan").starts_with("held: every agent of the ladder has failed on it"));
}

TEST_CASE("a plan that breaks a limit is cut, and the reason is kept") {
  const std::string large = R"({"tasks":[)" + task_json("second", "Second", R"("after":["first"])") + "," +
                            task_json("third", "Third", R"("after":["second"])") + "," +
                            task_json("first", "First") + "]}";
  FleetFixture fleet(planned_by({{"thinker", writing(large)}}, "[limits]\ntasks_per_plan = 2\n"));
  fleet.publish({plan_of(fleet)});
  CHECK(fleet.work() ==
        "plan, attempt 1 by thinker: planned: 2 tasks; 1 task cut, as limits.tasks_per_plan is 2: Third");
  CHECK(branches(fleet) == "held/second task/first");
  CHECK(fleet.record("plan").state.attempts.back().handoff.not_done ==
        std::vector<std::string>{"1 task cut, as limits.tasks_per_plan is 2: Third"});
}

TEST_CASE("what a planner changes is thrown away and said") {
  FleetFixture fleet(planned_by({{"thinker", "echo two > a.txt\n" + writing(good_plan)}}));
  fleet.publish({plan_of(fleet)});
  CHECK(fleet.work() == "plan, attempt 1 by thinker: planned: 2 tasks");
  CHECK(fleet.record("plan").state.attempts.back().handoff.concerns ==
        std::vector<std::string>{"b.txt is odd", "the planner changed 1 file, which was thrown away: a.txt"});
  CHECK(branches(fleet) == "held/second task/first");
  CHECK(fleet.harm() == "");
}

TEST_CASE("a planner whose claim was taken over publishes nothing, and the other one does") {
  FleetFixture fleet(planned_by({{"thinker",
                                  "if [ ! -e $OUTSIDE/started ]; then touch $OUTSIDE/started\n"
                                  "until [ -e $OUTSIDE/taken ]; do sleep 0.02; done; fi\n" +
                                      writing(good_plan)}}));
  fleet.publish({plan_of(fleet)});
  std::jthread other([&fleet, config = fleet.config()] {
    LocalHub hub(git::Repository::open(fleet.scratch().path()));
    TaskStore tasks(hub, system_clock(), "other", git::Signature{"Other", "other@localhost", {}});
    eventually([&] { return std::filesystem::exists(fleet.outside() / "started"); });
    TaskRecord plan = tasks.find("plan").value();
    if (tasks.expire(plan, "taken back", next_step_for(tasks, config)))
      write_file(fleet.outside() / "taken", "");
  });
  CHECK(fleet.work() == "plan, attempt 1 by thinker: claim lost, killed");
  other.join();
  CHECK(branches(fleet) == "task/plan");
  CHECK(fleet.work() == "plan, attempt 2 by thinker: planned: 2 tasks");
  CHECK(branches(fleet) == "held/second task/first");
}

TEST_CASE("a planner of a goal that is paused is stopped and publishes nothing") {
  FleetFixture fleet(
      planned_by({{"thinker", "touch $OUTSIDE/started; exec sleep 60\n" + writing(good_plan)}}));
  fleet.publish({plan_of(fleet)});
  std::jthread person([&] {
    eventually([&] { return std::filesystem::exists(fleet.outside() / "started"); });
    LocalHub hub(git::Repository::open(fleet.scratch().path()));
    TaskStore tasks(hub, system_clock(), "ada", git::Signature{"Ada", "ada@localhost", {}});
    GoalStore goals(tasks);
    GoalRecord goal = goals.find("goal").value();
    goals.append(goal, EventType::paused, "");
  });
  CHECK(fleet.work() == "plan, attempt 1 by thinker: given back, killed: the goal is paused");
  CHECK(fleet.task("plan") == "open: the goal is paused\n1 thinker killed: the goal is paused\n");
  CHECK(fleet.branches() == "task/plan");
}

TEST_CASE("planners call planners as deep as the limit allows, each inside its own paths") {
  const std::string whole = R"({"tasks":[{"id":"part","title":"Part","kind":"plan","scope":["b.txt"]},)" +
                            task_json("first", "First", R"("scope":["a.txt"])") + "]}";
  // A plan in its own slice, that is to be made when the task there has landed.
  const std::string part =
      R"({"tasks":[{"id":"part","title":"Part","kind":"plan","after":"first","scope":["b.txt"]},)" +
      task_json("first", "First", R"("scope":["b.txt"])") + "]}";
  FleetSetting setting = planned_by({{"thinker", "cat >> $OUTSIDE/prompts\nif [ $REEVE_ID = plan ]; then\n" +
                                                     writing(whole) + "else\n" + writing(part) + "fi\n"}},
                                    "[limits]\ndepth = 2\n");
  setting.agents = {{"small", "echo two > $REEVE_SCOPE"}};  // whichever of the two a worker takes
  FleetFixture fleet(setting);
  fleet.publish({plan_of(fleet)});
  CHECK(fleet.work() == "plan, attempt 1 by thinker: planned: 2 tasks");
  CHECK(branches(fleet) == "task/first task/part");
  std::set<std::string> done;
  for (int times = 0; times < 2; ++times) done.insert(without_suffixes(fleet.work()));
  CHECK(done == std::set<std::string>{"first, attempt 1 by small: submitted",
                                      "part, attempt 1 by thinker: planned: 1 task; 1 task cut, as "
                                      "limits.depth is 2: Part"});
  CHECK(read_file(fleet.outside() / "prompts").find("# You plan this part of it: Part") != std::string::npos);
  CHECK(branches(fleet) == "ready/first task/first");
}

TEST_CASE("a task is tried with the ladder of its difficulty") {
  FleetSetting setting;
  setting.agents = {{"small", "echo small > a.txt"}};
  setting.planners = {{"large", "echo large > b.txt"}};
  setting.config = "worker_hard = [\"large\"]\n";
  FleetFixture fleet(setting);
  TaskSpec hard = fleet.spec("x");
  hard.difficulty = Difficulty::hard;
  fleet.publish({hard});
  CHECK(fleet.work() == "x, attempt 1 by large: submitted");
  fleet.publish("y");
  CHECK(fleet.work() == "y, attempt 1 by small: submitted");
}

}  // namespace planner_test
