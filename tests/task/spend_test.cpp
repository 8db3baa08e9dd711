#include "task/spend.h"

#include "support/catch.h"
#include "task/story.h"

namespace spend_test {

using namespace reeve;
using namespace reeve::test;

namespace {

Usage usage(std::optional<double> cost, std::int64_t tokens) {
  Usage usage;
  usage.seconds = 10;
  usage.cost = cost;
  usage.input = tokens;
  return usage;
}

Story& claimed_with(Story& story, const std::string& model) {
  return story.then(EventType::claimed, [&](Event& event) {
    event.trace.model = model;
    event.reserved = Amount{60, 1'000, 2};
  });
}

Story& failed_after(Story& story, const Usage& used) {
  return story.then(EventType::failed, [&](Event& event) {
    event.outcome = Outcome::crashed;
    event.usage = used;
  });
}

TaskSpend of(const std::string& task, const std::string& parent, double cost) {
  return {task, parent, {{{"worker", "m"}, {usage(cost, 1), 1, 0}}}, {}};
}

std::string names(const std::vector<TaskSpend>& tasks) {
  std::vector<std::string> names;
  for (const TaskSpend& task : tasks) names.push_back(task.task);
  return join(names, " ");
}

}  // namespace

TEST_CASE("a task's spend is that of all its attempts that have ended, by model") {
  Story story;
  story.open();
  failed_after(claimed_with(story, "small"), usage(0.25, 100)).then_retried(0);
  failed_after(claimed_with(story, "small"), usage({}, 50)).then_retried(1);
  failed_after(claimed_with(story, "big"), usage(2, 1000)).then_retried(1);
  claimed_with(story, "big");
  const TaskSpend spend = spend_of(story.state());
  Usage small = usage(0.25, 150);
  small.seconds = 20;
  CHECK(spend.table ==
        SpendTable{{{"worker", "small"}, {small, 2, 1}}, {{"worker", "big"}, {usage(2, 1000), 1, 0}}});
  CHECK(spend.reserved == Amount{60, 1'000, 2});
  CHECK(by_role(spend.table).at("worker") == total_of(spend.table));
  CHECK(amount_of(total_of(spend.table).usage) == Amount{30, 1'150, 2.25});
}

TEST_CASE("the cost of a program without a model, and of a merge that asked none, is not missed") {
  Story script;
  script.open().then_claimed();
  Usage time;
  time.seconds = 3;
  failed_after(script, time);
  CHECK(total_of(spend_of(script.state()).table) == Spend{time, 1, 0});
  Story merge;
  merge.open();
  claimed_with(merge, "small").then_submitted("work");
  CHECK(total_of(spend_of(merge.state()).table) == Spend{{}, 1, 0});
  Story killed;
  killed.open();
  claimed_with(killed, "small").then_failed(Outcome::killed);
  CHECK(total_of(spend_of(killed.state()).table) == Spend{{}, 1, 1});
}

TEST_CASE("a plan task's attempts are the planner's") {
  Story story;
  story.open().then_claimed();
  TaskState state = failed_after(story, usage(1, 1)).state();
  state.spec.kind = TaskKind::plan;
  CHECK(by_role(spend_of(state).table).count("planner") == 1);
}

TEST_CASE("a subtree is a plan task and whatever its children's children are") {
  const std::vector<TaskSpend> tasks{of("root", "", 1), of("a", "root", 2), of("b", "a", 4),
                                     of("c", "gone", 8), of("other", "", 16)};
  CHECK(names(subtree_of(tasks, "root")) == "root a b");
  CHECK(names(subtree_of(tasks, "gone")) == "c");
  CHECK(names(subtree_of(tasks, "b")) == "b");
  CHECK(amount_of(total_of(table_of(subtree_of(tasks, "root"))).usage).cost == 7);
  CHECK(join(ancestors_of(tasks, "a"), " ") == "a root");
  CHECK(join(ancestors_of(tasks, "gone"), " ") == "gone");
  CHECK(ancestors_of(tasks, "").empty());
}

TEST_CASE("parents that form a ring end where they began") {
  const std::vector<TaskSpend> tasks{of("a", "b", 1), of("b", "a", 2)};
  CHECK(names(subtree_of(tasks, "a")) == "a b");
  CHECK(join(ancestors_of(tasks, "a"), " ") == "a b");
}

TEST_CASE("money and tokens are told in few digits") {
  CHECK(cost_words(0) + " " + cost_words(0.0125) + " " + cost_words(1) + " " + cost_words(500.126) ==
        "0 0.0125 1.00 500.13");
  const std::vector<std::int64_t> counts{0, 999, 1'234, 10'000, 12'345, 999'949, 999'950, 4'500'000};
  std::vector<std::string> words;
  for (const std::int64_t count : counts) words.push_back(token_words(count));
  CHECK(join(words, " ") == "0 999 1,234 10.0k 12.3k 999.9k 1.0M 4.5M");
  Usage used = usage(1, 20);
  used.output = 5;
  CHECK(token_kinds(used) == "20 in, 5 out");
}

}  // namespace spend_test
