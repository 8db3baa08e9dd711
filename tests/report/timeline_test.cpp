#include "report/timeline.h"

#include <fmt/format.h>

#include "report/timeline_text.h"
#include "support/catch.h"
#include "task/story.h"

namespace timeline_test {

using namespace reeve;
using namespace reeve::test;

namespace {

TaskHistory task_named(const std::string& id, const Story& story, int later = 0,
                       TaskKind kind = TaskKind::work) {
  TaskHistory task;
  task.log = story.log();
  task.log.spec.id = id;
  task.log.spec.title = "Port " + id;
  task.log.spec.kind = kind;
  for (Event& event : task.log.events) event.at += std::chrono::seconds(later);
  task.state = fold(task.log);
  return task;
}

GoalHistory history_with(std::vector<TaskHistory> tasks) {
  GoalHistory history;
  history.log.spec.id = "g";
  history.log.spec.title = "Port it";
  history.log.events = {make_event(EventType::opened, second(0), "ada")};
  history.goal.state = fold(history.log);
  history.tasks = std::move(tasks);
  return history;
}

// A plan, a task that lands at the second try, one that waits, and a goal that is paused meanwhile.
GoalHistory small_run() {
  const Story plan = Story().open().then_claimed().then_submitted("plan").then(EventType::landed);
  const Story twice = Story()
                          .open()
                          .then_claimed()
                          .then_failed(Outcome::checks_failed, "no \x1b[2J rule")
                          .then_retried(1)
                          .then(EventType::claimed, [](Event& event) { event.agent = "big"; })
                          .then_submitted("work")
                          .then(EventType::landed);
  GoalHistory history =
      history_with({task_named("plan-a", plan, 1, TaskKind::plan), task_named("two-a", twice, 6),
                    task_named("wait-a", Story().then(EventType::planned), 6)});
  history.log.events.push_back(make_event(EventType::paused, second(9), "ada"));
  history.log.events.push_back(make_event(EventType::resumed, second(10), "ada"));
  return history;
}

// "3 two-a claimed by small: open to claimed"
std::string describe(const Timeline& timeline, const Moment& moment) {
  std::string text =
      fmt::format("{} {} {}", seconds_of(moment.at), subject_of(timeline, moment), name_of(moment.type));
  if (!moment.agent.empty()) text += " by " + moment.agent;
  if (!moment.task) return text + ": " + std::string(name_of(moment.goal)) + "\n";
  return text + fmt::format(": {} to {}\n", name_of(moment.before), name_of(moment.after));
}

std::string describe(const Timeline& timeline) {
  std::string text;
  for (const Moment& moment : timeline.moments) text += describe(timeline, moment);
  return text;
}

// What is the case after each moment.
std::string scenes_of(const Timeline& timeline) {
  std::string text;
  Scene scene = opening_scene(timeline);
  do text += scene_words(scene) + "\n";
  while (step(scene, timeline));
  return text;
}

}  // namespace

TEST_CASE("a timeline has every event of the goal and its tasks, in the order in which they happened") {
  CHECK(describe(timeline_of(small_run())) ==
        "0 g opened: open\n"
        "1 plan-a planned: waiting to waiting\n"
        "2 plan-a dispatched: waiting to open\n"
        "3 plan-a claimed by small: open to claimed\n"
        "4 plan-a submitted by small: claimed to ready\n"
        "5 plan-a landed by small: ready to landed\n"
        "6 two-a planned: waiting to waiting\n"
        "6 wait-a planned: waiting to waiting\n"
        "7 two-a dispatched: waiting to open\n"
        "8 two-a claimed by small: open to claimed\n"
        "9 g paused: paused\n"
        "9 two-a failed by small: claimed to failed\n"
        "10 g resumed: open\n"
        "10 two-a retried by small: failed to open\n"
        "11 two-a claimed by big: open to claimed\n"
        "12 two-a submitted by big: claimed to ready\n"
        "13 two-a landed by big: ready to landed\n");
}

TEST_CASE("step by step a timeline tells how many tasks were where, and which agents had them") {
  CHECK(scenes_of(timeline_of(small_run())) ==
        "nothing is planned yet\n"
        "nothing is planned yet\n"
        "1 waiting\n"
        "1 open\n"
        "1 running (1 small)\n"
        "1 ready\n"
        "1 plan done\n"
        "1 waiting, 1 plan done\n"
        "2 waiting, 1 plan done\n"
        "1 waiting, 1 open, 1 plan done\n"
        "1 waiting, 1 running (1 small), 1 plan done\n"
        "1 waiting, 1 running (1 small), 1 plan done\n"
        "1 waiting, 1 failed, 1 plan done\n"
        "1 waiting, 1 failed, 1 plan done\n"
        "1 waiting, 1 open, 1 plan done\n"
        "1 waiting, 1 running (1 big), 1 plan done\n"
        "1 waiting, 1 ready, 1 plan done\n"
        "1 waiting, 1 landed, 1 plan done\n");
}

TEST_CASE("plans, judgements and work that have ended are counted each by its own word") {
  const Story ended = Story().open().then_claimed().then_submitted("x").then(EventType::landed);
  const Timeline timeline = timeline_of(history_with(
      {task_named("plan-a", ended, 0, TaskKind::plan), task_named("work-a", ended),
       task_named("judge-a", ended, 0, TaskKind::judge), task_named("judge-b", ended, 0, TaskKind::judge)}));
  const Scene scene = scene_at(timeline, second(100));
  CHECK(scene_words(scene) == "1 landed, 1 plan done, 2 judgements done");
  CHECK(scene.plans_done == 3);
  CHECK(scene_words(scene_at(timeline, second(3))) == "4 ready");
}

TEST_CASE("the scene at a time is the same from wherever one comes to it") {
  const Timeline timeline = timeline_of(small_run());
  CHECK(scene_words(scene_at(timeline, second(-5))) == "nothing is planned yet");
  CHECK(scene_words(scene_at(timeline, second(100))) == "1 waiting, 1 landed, 1 plan done");
  Scene scene = scene_at(timeline, second(12));
  move_to(scene, timeline, second(8) + Milliseconds{500});
  CHECK(scene_text(timeline, scene, 60) ==
        "Goal g (open): Port it\n"
        "  2027-01-15 08:00:08 UTC\n"
        "  1 waiting, 1 running (1 small), 1 plan done\n"
        "\n"
        "Running\n"
        "  TASK   AGENT  TRY  FOR  TITLE\n"
        "  two-a  small    1  0 s  Port two-a\n");
  move_to_moment(scene, timeline, 11);
  CHECK(name_of(scene.goal) == "paused");
  CHECK(seconds_of(scene.at) == "9");
  CHECK(scene_json(timeline, scene).text() ==
        R"({"goal":"g","at":"2027-01-15T08:00:09.000Z","phase":"paused","moments":11,"phases":{"waiting":1,)"
        R"("open":0,"claimed":1,"ready":0,"failed":0,"held":0,"landed":1,"cancelled":0},"plans_done":1,)"
        R"("running":[{"task":"two-a","title":"Port two-a","agent":"small","attempt":1,)"
        R"("since":"2027-01-15T08:00:08.000Z"}]})");
  move_to_moment(scene, timeline, 3);
  CHECK(scene_words(scene) == "1 open");
}

TEST_CASE("a clock that jumps back changes no order within a log, and what may not follow changes nothing") {
  Story story = Story().open().then_claimed();
  story.then(EventType::progressed, [](Event& event) { event.at = second(-3600); });
  story.then(EventType::landed).then(EventType::dispatched).then_submitted("work");
  const GoalHistory history = history_with({task_named("odd-a", story)});
  const Timeline timeline = timeline_of(history);
  CHECK(describe(timeline) ==
        "0 g opened: open\n"
        "0 odd-a planned: waiting to waiting\n"
        "1 odd-a dispatched: waiting to open\n"
        "2 odd-a claimed by small: open to claimed\n"
        "2 odd-a progressed by small: claimed to claimed\n"
        "4 odd-a landed by small: claimed to claimed\n"
        "5 odd-a dispatched by small: claimed to claimed\n"
        "6 odd-a submitted by small: claimed to ready\n");
  CHECK(moment_json(timeline, history, timeline.moments[4]).text() ==
        R"({"at":"2027-01-15T08:00:02.000Z","said_at":"2027-01-15T07:00:00.000Z","goal":"g","task":"odd-a",)"
        R"("event":"progressed","by":"ada","attempt":1,"agent":"small","phase":"claimed"})");
}

TEST_CASE(
    "a moment is a line, with what agents said in it made harmless, and a goal without tasks has some too") {
  const GoalHistory history = small_run();
  const Timeline timeline = timeline_of(history);
  CHECK(moment_line(timeline, history, timeline.moments[11], 8) ==
        "2027-01-15 08:00:09  two-a     failed by ada: attempt 1 checks_failed: no \\x1b[2J rule");
  CHECK(moment_line(timeline, history, timeline.moments[5], 1) ==
        "2027-01-15 08:00:05  plan-a  done by ada: attempt 1");
  CHECK(moment_line(timeline, history, timeline.moments[0], 1) == "2027-01-15 08:00:00  g  opened by ada");
  CHECK(scenes_of(timeline_of(history_with({}))) == "nothing is planned yet\nnothing is planned yet\n");
  CHECK(scenes_of(Timeline()) == "nothing is planned yet\n");
}

TEST_CASE("moments are wanted by task, agent, event and time") {
  const Timeline timeline = timeline_of(small_run());
  const auto wanted = [&](const MomentFilter& filter) {
    std::string text;
    for (const Moment& moment : timeline.moments)
      if (is_wanted(timeline, moment, filter)) text += describe(timeline, moment);
    return text;
  };
  CHECK(wanted({}) == describe(timeline));
  CHECK(wanted({"two", "big", {}, {}, {}}) ==
        "11 two-a claimed by big: open to claimed\n"
        "12 two-a submitted by big: claimed to ready\n"
        "13 two-a landed by big: ready to landed\n");
  CHECK(wanted({"", "", {EventType::paused, EventType::landed}, {}, {}}) ==
        "5 plan-a landed by small: ready to landed\n"
        "9 g paused: paused\n"
        "13 two-a landed by big: ready to landed\n");
  CHECK(wanted({"", "", {}, second(2), second(3)}) ==
        "2 plan-a dispatched: waiting to open\n"
        "3 plan-a claimed by small: open to claimed\n");
}

}  // namespace timeline_test
