#include "plan/cycle.h"

#include "base/error.h"
#include "plan/judge_result.h"
#include "scene.h"
#include "support/catch.h"

namespace cycle_test {

using namespace reeve;
using namespace reeve::test;

namespace {

std::string call(const Scene& story, TimePoint now = minute(10)) {
  const auto made = judge_call(story.scene, now);
  return made ? made->task.name + ": " + made->reason : "none";
}

// A goal with a judge, planned by a planner.
void judged(Scene& story) {
  story.config.roles.judge = {"wise"};
  story.plan("root");
}

std::string after(const Scene& story, const std::string& verdict, std::size_t landed) {
  const CycleEnd end = end_of_cycle(verdict, story.goal, story.config, landed);
  return end.after == AfterCycle::achieved ? "achieved" : end.after == AfterCycle::next ? "next" : end.reason;
}

}  // namespace

TEST_CASE("the judge is asked when nothing goes on by itself, but not before anything was planned") {
  Scene story;
  story.config.roles.judge = {"wise"};
  story.goal.spec.accept = {"it works"};
  CHECK(call(story) == "none");
  story.plan("root");
  TaskState& task = story.live("x", Phase::open, "root");
  CHECK(call(story) == "none");
  task.phase = Phase::held;
  CHECK(call(story) == "judge-1: nothing is left to do");
  TaskState& judge = story.live("judge-1", Phase::open, "", TaskKind::judge);
  CHECK(call(story) == "none");
  judge.phase = Phase::landed;
  CHECK(call(story) == "judge-1: nothing is left to do");
  story.goal.cycles.back().verdict = "continue";
  CHECK(call(story) == "none");
}

TEST_CASE("a task that is to be tried again after a refused key goes on by itself") {
  Scene story;
  judged(story);
  TaskState& task = story.live("x", Phase::open, "root");
  give_up(task, Outcome::auth);
  CHECK(call(story) == "none");
  give_up(task, Outcome::crashed);
  CHECK(call(story) == "judge-1: nothing is left to do");
}

TEST_CASE("the judge is asked after so many landings, or after so long since a person resumed the goal") {
  Scene story;
  judged(story);
  story.config.cycle = {3, std::chrono::hours(2), 20, 2};
  story.live("busy", Phase::claimed, "root");
  for (const char* id : {"a", "b"}) story.landed(id, "root");
  CHECK(call(story, minute(119)) == "none");
  CHECK(call(story, minute(120)) == "judge-1: the cycle has lasted 2 h 00 min");
  story.goal.resumed_at = minute(60);
  CHECK(call(story, minute(120)) == "none");
  story.landed("c", "root");
  CHECK(call(story, minute(120)) == "judge-1: 3 landings in this cycle");
  story.goal.halt = Halt{};
  CHECK(call(story, minute(120)) == "none");
}

TEST_CASE("a goal is judged if it has checks, or if somebody can judge what planners do") {
  const auto is = [](const std::vector<std::string>& checks, const std::vector<std::string>& accept,
                     bool has_judge, bool has_plan) {
    Scene story;
    story.goal.spec.checks = checks;
    story.goal.spec.accept = accept;
    if (has_judge) story.config.roles.judge = {"wise"};
    if (has_plan) story.plan("root");
    return is_judged(story.scene);
  };
  CHECK(is({"make"}, {}, false, false));
  CHECK_FALSE(is({}, {}, false, false));
  CHECK_FALSE(is({}, {"fast"}, false, false));
  CHECK(is({}, {"fast"}, true, false));
  CHECK_FALSE(is({}, {}, true, false));
  CHECK(is({}, {}, true, true));
  CHECK(is({}, {"fast"}, false, true));
  CHECK_FALSE(is({}, {}, false, true));
}

TEST_CASE("what follows from a verdict") {
  Scene story;
  story.config.cycle.without_progress = 2;
  story.config.cycle.most = 3;
  CHECK(after(story, "achieved", 0) == "achieved");
  CHECK(after(story, "stuck", 9) == "the judge says that it is stuck");
  CHECK(after(story, "continue", 0) == "next");
  story.begin_cycle(2);
  CHECK(after(story, "continue", 0) == "nothing has landed in the last 2 cycles");
  CHECK(after(story, "continue", 1) == "next");
  story.begin_cycle(3);
  CHECK(after(story, "continue", 1) == "it has had 3 cycles, the most that [cycle] most allows");
  story.config.roles.planner.clear();
  CHECK(after(story, "continue", 1) ==
        "the goal is not reached, and no agent is named for planners; plan what is missing and resume it");
}

TEST_CASE("a cycle has to be begun when a person resumes a goal that was paused after its last one") {
  Scene story;
  CHECK_FALSE(has_to_begin_a_cycle(story.goal));
  story.goal.cycles.back().judged = minute(5);
  CHECK_FALSE(has_to_begin_a_cycle(story.goal));
  story.goal.resumed_at = minute(6);
  CHECK(has_to_begin_a_cycle(story.goal));
  story.goal.phase = GoalPhase::paused;
  CHECK_FALSE(has_to_begin_a_cycle(story.goal));
}

TEST_CASE("a judge's result is a verdict on a goal with reasons, and all that is wrong with it is said") {
  const JudgeResult good =
      parse_judge_result(R"({"verdict":"stuck","reasons":["a: not met"]})", "result.json");
  CHECK(good.verdict == "stuck");
  CHECK(good.reasons == std::vector<std::string>{"a: not met"});
  const auto refusal = [](const std::string& text) {
    try {
      parse_judge_result(text, "result.json");
      return std::string("accepted");
    } catch (const Error& error) {
      return std::string(error.what());
    }
  };
  CHECK(refusal(R"({"verdict":"pass","reasons":[]})") ==
        "result.json: verdict: of a goal it is continue, achieved or stuck\n"
        "result.json: reasons: a verdict needs one a criterion");
  CHECK(refusal(R"({"verdict":"fine"})").find("verdict") != std::string::npos);
}

TEST_CASE("a person answers with a verdict and a reason, or with something else") {
  const auto said = [](const std::string& answer) {
    const auto result = judge_result_in_answer(answer);
    return result ? result->verdict + "|" + result->reasons.front() : "nothing";
  };
  CHECK(said("achieved") == "achieved|a person says so");
  CHECK(said(" continue: the docs are missing\n") == "continue|the docs are missing");
  CHECK(said("stuck, as nobody knows") == "stuck|as nobody knows");
  CHECK(said("yes") == "nothing");
  CHECK(said("achievedly so") == "nothing");
  CHECK(said("") == "nothing");
}

}  // namespace cycle_test
