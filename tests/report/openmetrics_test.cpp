#include "report/openmetrics.h"

#include "base/text.h"
#include "report/metric_text.h"
#include "support/catch.h"
#include "task/story.h"

namespace openmetrics_test {

using namespace reeve;
using namespace reeve::test;

namespace {

// A task that landed at the second try, and one that runs.
MeasuredGoal small_goal() {
  Story story = Story().open().then_claimed().then_failed(Outcome::checks_failed).then_retried(0);
  story.then(EventType::claimed, [](Event& event) { event.trace.model = "m\"1\\\n"; });
  story.then(EventType::submitted, [](Event& event) {
    event.usage.cost = 0.25;
    event.usage.output = 50;
    event.usage.seconds = 1.5;
  });
  story.then(EventType::landed, [](Event& event) {
    event.at = second(400);
    event.commit = "c";
  });
  const Story running = Story().open().then_claimed();
  MeasuredGoal goal;
  goal.history.tasks = {{story.state(), story.log(), {}}, {running.state(), running.log(), {}}};
  goal.status.id = "speed-aaaa";
  goal.status.target = "main";
  goal.status.phases = {{Phase::claimed, 1}};
  goal.status.running = {{"x", "X", "small", 1, second(2), second(2)}};
  goal.status.budget.cost = 20;
  return goal;
}

// The lines of these families, without what is said about them.
std::string samples(const std::string& text, const std::vector<std::string>& families) {
  std::string result;
  for (const std::string& line : split_lines(text)) {
    for (const std::string& family : families) {
      if (line.starts_with(family)) result += line + "\n";
    }
  }
  return result;
}

}  // namespace

TEST_CASE("metrics count what landed, what failed and what it cost, by role, agent and model") {
  const std::string text = openmetrics({small_goal()}, second(20));
  CHECK(samples(text, {"reeve_goal_info", "reeve_landed", "reeve_attempts", "reeve_failed_tasks",
                       "reeve_cost", "reeve_tokens", "reeve_running", "reeve_silence", "reeve_budget"}) ==
        R"(reeve_goal_info{goal="speed-aaaa",phase="open",target="main"} 1
reeve_running_agents{goal="speed-aaaa"} 1
reeve_silence_seconds{goal="speed-aaaa"} 18
reeve_landed_total{goal="speed-aaaa",agent="small"} 1
reeve_attempts_total{goal="speed-aaaa",role="worker",agent="small",model="",outcome="checks_failed"} 1
reeve_attempts_total{goal="speed-aaaa",role="worker",agent="small",model="m\"1\\\n",outcome="done"} 1
reeve_failed_tasks{goal="speed-aaaa",state="recovered"} 1
reeve_failed_tasks{goal="speed-aaaa",state="undecided"} 0
reeve_failed_tasks{goal="speed-aaaa",state="not_recovered"} 0
reeve_cost_total{goal="speed-aaaa",role="worker",agent="small",model="m\"1\\\n"} 0.25
reeve_tokens_total{goal="speed-aaaa",role="worker",agent="small",model="m\"1\\\n",kind="output"} 50
reeve_budget_cost{goal="speed-aaaa"} 20
)");
  CHECK(
      samples(text, {"reeve_gate_wait_seconds_sum", "reeve_gate_wait_seconds_count", "# UNIT reeve_gate"}) ==
      "# UNIT reeve_gate_wait_seconds seconds\n"
      "reeve_gate_wait_seconds_sum{goal=\"speed-aaaa\",verdict=\"landed\"} 394\n"
      "reeve_gate_wait_seconds_count{goal=\"speed-aaaa\",verdict=\"landed\"} 1\n");
  CHECK(text.ends_with("\n# EOF\n"));
}

TEST_CASE("a histogram counts up to each bound, and a family without a sample leaves no trace") {
  MetricText text;
  text.begin({"a_seconds", MetricFamily::Type::histogram, "seconds", "How long"});
  text.begin({"b_seconds", MetricFamily::Type::histogram, "seconds", "How \"long\""});
  text.histogram({}, {1, 2, 0.5, 100}, {0.5, 2});
  CHECK(text.text() ==
        "# TYPE b_seconds histogram\n"
        "# UNIT b_seconds seconds\n"
        "# HELP b_seconds How \\\"long\\\"\n"
        "b_seconds_bucket{le=\"0.5\"} 1\n"
        "b_seconds_bucket{le=\"2.0\"} 3\n"
        "b_seconds_bucket{le=\"+Inf\"} 4\n"
        "b_seconds_sum 103.5\n"
        "b_seconds_count 4\n"
        "# EOF\n");
  CHECK(openmetrics({}, second(0)).starts_with("# TYPE reeve_report_timestamp_seconds gauge\n"));
}

TEST_CASE("agents and models beyond the first hundred are one, and their sums are kept") {
  MeasuredGoal goal;
  for (int number = 0; number < 130; ++number) {
    Story story = Story().open();
    story.then(EventType::claimed, [&](Event& event) { event.trace.model = "m-" + std::to_string(number); });
    story.then(EventType::failed, [](Event& event) { event.usage.cost = 1; });
    goal.history.tasks.push_back({story.state(), story.log(), {}});
  }
  const std::string text = openmetrics({goal}, second(20));
  CHECK(text.find("model=\"m-98\"") != std::string::npos);
  CHECK(text.find("model=\"m-99\"") == std::string::npos);
  CHECK(samples(text, {"reeve_cost_total{goal=\"\",role=\"worker\",agent=\"small\",model=\"other\"}"}) ==
        "reeve_cost_total{goal=\"\",role=\"worker\",agent=\"small\",model=\"other\"} 31\n");
}

}  // namespace openmetrics_test
