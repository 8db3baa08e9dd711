#include "report/task_text.h"

#include "report/words.h"
#include "support/catch.h"
#include "task/story.h"

namespace task_text_test {

using namespace reeve;
using namespace reeve::test;

namespace {

TaskRecord tried_task() {
  TaskRecord task;
  task.state = Story()
                   .open()
                   .then_claimed()
                   .then(EventType::failed,
                         [](Event& event) {
                           event.outcome = Outcome::checks_failed;
                           event.reason = "make test failed";
                           event.commit = "290676f66a28aa2e02a13fd0c2b5348181efbb5f";
                           event.handoff.summary = "Ported it.\n\nNot tested.";
                           event.handoff.concerns = {"the printer"};
                           event.usage.seconds = 75;
                           event.usage.input = 20;
                           event.usage.cache_read = 300;
                           event.usage.output = 1200;
                           event.usage.turns = 7;
                           event.usage.cost = 0.25;
                           event.trace = {"m-1", "2.1", "0a1b2c3d4e5f"};
                           event.receipts = {{"tree", "make test", CheckResult::fail, 2, 1.5,
                                              CheckPlace::worker, "no rule\x1b[2J"}};
                         })
                   .then_retried(1)
                   .then_claimed(1)
                   .state();
  task.state.spec.body = "First this.\n\nThen that.";
  task.state.spec.scope = {"src/**"};
  task.log = *git::Oid::parse("290676f66a28aa2e02a13fd0c2b5348181efbb5f");
  task.branch = task.log;
  return task;
}

}  // namespace

TEST_CASE("a task is shown with its spec, its state and all attempts") {
  const TaskRecord task = tried_task();
  CHECK(task_text(task, refs_of(task, {"refs/heads/reeve/failed/x-1/1"}), second(65)) ==
        "task      x-1\n"
        "title     T\n"
        "goal      g\n"
        "phase     claimed since 2027-01-15 08:00:05 (1 min ago)\n"
        "reason    make test failed\n"
        "claim     worker until 2027-01-15 08:01:46\n"
        "base      base\n"
        "\n"
        "  First this.\n"
        "\n"
        "  Then that.\n"
        "\n"
        "scope\n"
        "  src/**\n"
        "attempts\n"
        "  attempt 1 by small: checks_failed, after 1 s\n"
        "    make test failed\n"
        "    model m-1, version 2.1, prompt 0a1b2c3d4e\n"
        "    commit 290676f66a\n"
        "    Ported it.\n"
        "\n"
        "    Not tested.\n"
        "    concerns\n"
        "      the printer\n"
        "    used 1 min, tokens 20 in, 300 from the cache, 1200 out, 7 turns, cost 0.2500\n"
        "    fail (worker, 1.5 s): make test\n"
        "      no rule\\x1b[2J\n"
        "  attempt 2 by small: running, after 1 min\n"
        "refs\n"
        "  reeve/task/x-1\n"
        "  notes/reeve/task/x-1\n"
        "  reeve/failed/x-1/1\n");
}

TEST_CASE("a task for scripts has the spec and the attempts as their logs have them") {
  TaskRecord task = tried_task();
  task.log = git::Oid();  // it left the hub
  const std::string text = task_json(task, refs_of(task, {})).text();
  CHECK(text.starts_with(
      R"({"spec":{"reeve":"task","v":1,"id":"x-1","goal":"g","kind":"work","title":"T",)"
      R"("body":"First this.\n\nThen that.","scope":["src/**"]},"phase":"claimed",)"
      R"("since":"2027-01-15T08:00:05.000Z","planned":"2027-01-15T08:00:00.000Z","reason":"make test failed",)"
      R"("claim":{"by":"worker","run":"run","lease_until":"2027-01-15T08:01:46.000Z"},"rung":1,"base":"base",)"
      R"("attempts":[{"attempt":1,"agent":"small","model":"m-1","version":"2.1","prompt":"0a1b2c3d4e5f",)"
      R"("rung":0,"by":"worker",)"
      R"("started":"2027-01-15T08:00:02.000Z","ended":"2027-01-15T08:00:03.000Z","outcome":"checks_failed",)"
      R"("reason":"make test failed","commit":"290676f66a28aa2e02a13fd0c2b5348181efbb5f",)"));
  CHECK(text.ends_with(R"("started":"2027-01-15T08:00:05.000Z"}],"refs":["notes/reeve/ledger"]})"));
}

TEST_CASE("an event is one line, whatever its reason holds") {
  Event event = make_event(EventType::failed, second(5), "worker@build7");
  event.attempt = 2;
  event.outcome = Outcome::crashed;
  event.reason = "exit code 3\nand more \x1b[2J";
  CHECK(event_line(event, TaskKind::work) ==
        "2027-01-15 08:00:05  failed by worker@build7: attempt 2 crashed: exit code 3");
  event.reason = "\x1b[2J";
  CHECK(event_words(event, TaskKind::work).ends_with(": \\x1b[2J"));
}

TEST_CASE("work lands, and a plan or a judgement that ended well is done") {
  TaskRecord task;
  task.state = Story().open().then_claimed().then_submitted("").then(EventType::landed).state();
  const Event landed = make_event(EventType::landed, second(5), "worker");
  const auto told = [&](TaskKind kind) {
    task.state.spec.kind = kind;
    const std::string text = task_text(task, {}, second(65));
    const auto phase = text.find("phase");
    return text.substr(phase, text.find('\n', phase) - phase) + ", " + event_words(landed, kind);
  };
  CHECK(told(TaskKind::work) == "phase     landed since 2027-01-15 08:00:04 (1 min ago), landed by worker");
  CHECK(told(TaskKind::plan) == "phase     done since 2027-01-15 08:00:04 (1 min ago), done by worker");
  CHECK(told(TaskKind::judge) == "phase     done since 2027-01-15 08:00:04 (1 min ago), done by worker");
}

TEST_CASE("an agent that took less than a second is said to have used under 1 s") {
  TaskRecord task = tried_task();
  task.state.attempts.front().usage.seconds = 0.04;
  CHECK(task_text(task, {}, second(65)).find("    used under 1 s, tokens 20 in, ") != std::string::npos);
}

}  // namespace task_text_test
