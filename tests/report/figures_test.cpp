#include "report/figures.h"

#include <fmt/format.h>

#include "base/text.h"
#include "support/catch.h"
#include "task/story.h"

namespace figures_test {

using namespace reeve;
using namespace reeve::test;

namespace {

constexpr std::string_view ada = "Ada <ada@example.org>";

TaskHistory history(const Story& story, const std::string& id, TaskKind kind = TaskKind::work) {
  TaskHistory task{story.state(), story.log(), {}};
  task.state.spec.id = id;
  task.state.spec.kind = kind;
  return task;
}

// An event of this type at this second.
auto at(int seconds) {
  return [=](Event& event) { event.at = second(seconds); };
}

Story claimed(Story story, int from, const std::string& agent = "small") {
  return story.then(EventType::claimed, [&](Event& event) {
    event.at = second(from);
    event.agent = agent;
    event.lease_until = second(from + 1000);
  });
}

Run run(int from, int to) {
  Run run;
  run.from = second(from);
  run.to = second(to);
  return run;
}

std::string text_of(const std::vector<Run>& runs) {
  std::string text;
  for (const Run& run : runs) {
    text += fmt::format("{} {} {} {}: {} to {}{}{}\n", run.task, run.role, run.agent, run.attempt,
                        seconds_of(run.from), seconds_of(run.to), run.is_running ? ", running" : "",
                        run.outcome ? ", " + std::string(name_of(*run.outcome)) : "");
  }
  return text;
}

std::string text_of(const Concurrency& figures) {
  std::string text = fmt::format("peak {} at {}, mean {:.3f} in {} s\n", figures.peak,
                                 figures.peak_at ? seconds_of(*figures.peak_at) : "never", figures.mean,
                                 figures.busy.count() / 1000);
  for (const HourOfRuns& hour : figures.hours)
    text += fmt::format("{} {} {:.3f}\n", format_time(hour.start).substr(5, 8), hour.peak, hour.mean);
  return text;
}

}  // namespace

TEST_CASE("an attempt of an agent lasts from its claim to what it hands in, but not beyond its lease") {
  GoalHistory goal;
  Story landed = claimed(Story().open(), 10);
  landed.then(EventType::failed, at(20)).then_retried(0);
  landed = claimed(landed, 30).then(EventType::submitted, at(50)).then(EventType::landed, at(900));
  Story lost = claimed(Story().open(), 40);
  lost.then(EventType::renewed, [](Event& event) {
    event.at = second(60);
    event.lease_until = second(160);
  });
  lost.then(EventType::failed, [](Event& event) {
    event.at = second(5000);
    event.outcome = Outcome::killed;
  });
  goal.tasks = {history(landed, "a"), history(lost, "b", TaskKind::judge),
                history(claimed(Story().open(), 15, "me").then(EventType::submitted, at(45)), "by-hand"),
                history(claimed(Story().open(), 12), "c", TaskKind::plan)};
  CHECK(text_of(runs_of(goal)) ==
        "a worker small 1: 10 to 20, crashed\n"
        "c planner small 1: 12 to 1012, running\n"
        "a worker small 2: 30 to 50, done\n"
        "b judge small 1: 40 to 160, killed\n");
}

TEST_CASE("concurrency is counted moment by moment, and its mean is over the time in which something ran") {
  // The first second is 08:00:00.
  const std::vector<Run> runs{run(0, 1800),    run(600, 1800),  run(600, 1200),
                              run(1200, 1500), run(9000, 9000), run(7200, 9900)};
  const std::vector<Level> levels = levels_of(runs, second(20000));
  const std::vector<Level> expected{{second(0), 1},    {second(600), 3},  {second(1500), 2},
                                    {second(1800), 0}, {second(7200), 1}, {second(9900), 0}};
  CHECK(levels == expected);
  CHECK(text_of(concurrency_of(runs, second(20000))) ==
        "peak 3 at 600, mean 1.467 in 4500 s\n"
        "01-15T08 3 1.083\n"
        "01-15T09 0 0.000\n"
        "01-15T10 1 0.750\n");
}

TEST_CASE(
    "what happens after now does not count, and the hour that goes on is measured as far as it is over") {
  const std::vector<Run> runs{run(0, 1800), run(600, 9999), run(3000, 4000)};
  CHECK(text_of(concurrency_of(runs, second(1200))) ==
        "peak 2 at 600, mean 1.500 in 1200 s\n"
        "01-15T08 2 1.500\n");
  CHECK(text_of(concurrency_of({}, second(0))) == "peak 0 at never, mean 0.000 in 0 s\n");
  CHECK(text_of(concurrency_of({run(10, 20)}, second(5))) == "peak 0 at never, mean 0.000 in 0 s\n");
}

TEST_CASE("hours of a log that names any year are bounded") {
  Run strange = run(0, 10);
  strange.from = TimePoint{};
  CHECK(concurrency_of({strange}, second(0)).hours.size() == 10'000);
  CHECK(counts_by(Period::hour, {TimePoint{}, second(0)}).size() == 10'000);
}

TEST_CASE("what landed is counted for each time that it did, with its wait at the gate") {
  Story story = claimed(Story().open(), 10).then(EventType::submitted, at(40));
  story.then(EventType::landed, [](Event& event) {
    event.at = second(100);
    event.commit = "first";
  });
  story.then(EventType::reverted, at(200)).then_retried(0);
  story = claimed(story, 300, "big").then(EventType::submitted, at(400));
  story.then(EventType::rejected, at(450)).then_retried(0);
  story = claimed(story, 500, "big").then(EventType::submitted, at(600));
  story.then(EventType::landed, [](Event& event) {
    event.at = second(610);
    event.commit = "second";
  });
  GoalHistory goal;
  goal.tasks = {
      history(story, "a"), history(claimed(Story().open(), 20).then(EventType::submitted, at(30)), "b"),
      history(claimed(Story().open(), 20).then(EventType::submitted, at(31)).then(EventType::held, at(35)),
              "c")};
  const std::vector<LandedChange> changes{
      {"a", "first", second(100), "small", "", std::chrono::seconds{100}, std::chrono::seconds{60}, true},
      {"a", "second", second(610), "big", "", std::chrono::seconds{610}, std::chrono::seconds{10}, false}};
  CHECK(landed_changes(goal) == changes);
  const std::vector<GateWait> waits{{"b", 1, second(30), {}, GateEnd::waits},
                                    {"c", 1, second(31), second(35), GateEnd::withdrawn},
                                    {"a", 1, second(40), second(100), GateEnd::landed},
                                    {"a", 2, second(400), second(450), GateEnd::rejected},
                                    {"a", 3, second(600), second(610), GateEnd::landed}};
  CHECK(gate_waits(goal) == waits);
}

TEST_CASE("periods begin in UTC, a week on Monday, and none between the first and the last is left out") {
  const TimePoint friday = parse_time("2027-01-15T08:20:00Z").value();
  const std::vector<TimePoint> times{friday, friday + std::chrono::hours{2}, friday + std::chrono::days{17}};
  const auto text = [&](Period period) {
    std::string counts;
    for (const PeriodCount& count : counts_by(period, times)) {
      if (period != Period::week && count.count == 0) continue;
      counts += format_time(count.start).substr(5, 8) + fmt::format(" {}\n", count.count);
    }
    return counts;
  };
  CHECK(text(Period::hour) == "01-15T08 1\n01-15T10 1\n02-01T08 1\n");
  CHECK(text(Period::day) == "01-15T00 2\n02-01T00 1\n");
  CHECK(text(Period::week) == "01-11T00 2\n01-18T00 0\n01-25T00 0\n02-01T00 1\n");
}

TEST_CASE("a task recovered if it came through and no person helped") {
  const auto recovered = [](const Story& story) { return is_recovered(history(story, "a")); };
  const auto by = [](std::string_view who) { return [=](Event& event) { event.by = who; }; };
  const auto landed = [](Story story) {
    return story.then_claimed().then_submitted("work").then(EventType::landed);
  };
  const Story failed = Story().open().then_claimed().then_failed(Outcome::crashed);
  const auto held = [&] {
    return Story(failed).then(EventType::held, [](Event& event) { event.verdict = given_up; });
  };
  CHECK(recovered(landed(Story().open())));
  CHECK(recovered(landed(Story(failed).then_retried(0))));
  CHECK_FALSE(recovered(failed));
  CHECK_FALSE(recovered(held()));
  CHECK(recovered(landed(held().then(EventType::retried, by("run@build7")))));
  CHECK_FALSE(recovered(landed(held().then(EventType::retried, by(ada)))));
  CHECK(recovered(landed(held().then(EventType::answered, by("planner@build7")))));
  CHECK_FALSE(recovered(landed(held().then(EventType::answered, by(ada)))));
  CHECK_FALSE(recovered(landed(held().then(EventType::released, by(ada)).then(EventType::dispatched))));
  CHECK_FALSE(recovered(
      claimed(Story(failed).then_retried(0), 50, "me").then_submitted("work").then(EventType::landed)));
  const auto dropped_by = [&](std::string_view who) {
    return Story(failed).then(EventType::cancelled, [=](Event& event) {
      event.by = who;
      event.verdict = dropped;
    });
  };
  CHECK(recovered(dropped_by("worker@build7")));
  CHECK_FALSE(recovered(dropped_by(ada)));
  CHECK_FALSE(recovered(Story(failed).then(EventType::cancelled, by("worker@build7"))));
}

TEST_CASE("who has an address after a name is a person, and who is at a host is a process") {
  CHECK(is_person(ada));
  CHECK(is_person("<ada@example.org>"));
  CHECK_FALSE(is_person("worker@build7"));
  CHECK_FALSE(is_person("worker"));  // of a machine without a name
}

TEST_CASE("attempts are told by role, agent and model, and reviews by whoever made them") {
  Story story = Story().open().then_claimed().then_failed(Outcome::crashed).then_retried(0);
  story.then(EventType::claimed, [](Event& event) { event.trace.model = "m-1"; });
  story.then(EventType::submitted, [](Event& event) { event.usage.output = 50; });
  story.then(EventType::reviewed, [](Event& event) {
    event.agent = "critic";
    event.trace.model = "m-2";
    event.usage.cost = 0.5;
  });
  GoalHistory goal;
  goal.tasks = {history(story.then(EventType::landed), "a"), history(Story().open().then_claimed(), "b")};
  AttemptFigures failed, landed, review;
  failed.outcomes = {{Outcome::crashed, 1}};
  landed.usage.output = 50;
  landed.unknown_cost = 1;
  landed.outcomes = {{Outcome::done, 1}};
  review.usage.cost = 0.5;
  const std::map<AttemptKey, AttemptFigures> expected{{{"review", "critic", "m-2"}, review},
                                                      {{"worker", "small", ""}, failed},
                                                      {{"worker", "small", "m-1"}, landed}};
  CHECK(attempts_by(goal) == expected);
}

TEST_CASE("what landed with one move of the target is a batch") {
  const auto landed = [](const git::Oid& commit) {
    return Story().open().then_claimed().then_submitted("work").then(
        EventType::landed, [&](Event& event) { event.commit = commit.hex(); });
  };
  const git::Oid one = git::Oid::parse("290676f66a28aa2e02a13fd0c2b5348181efbb5f").value();
  const git::Oid two = git::Oid::parse("190676f66a28aa2e02a13fd0c2b5348181efbb5f").value();
  GoalHistory goal;
  goal.tasks = {history(landed(one), "a"), history(landed(two), "b")};
  goal.pushes = {{two, {"a", "b"}}, {git::Oid(), {"unknown"}}};
  const std::vector<Batch> batches{{second(4), {"a", "b"}}};
  CHECK(batches_of(goal) == batches);
}

}  // namespace figures_test
