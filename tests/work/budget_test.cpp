#include "work/budget.h"

#include "base/text.h"
#include "support/catch.h"
#include "task/story.h"

namespace budget_test {

using namespace reeve;
using namespace reeve::test;

namespace {

TaskSpend spent(const std::string& task, const std::string& parent, Amount amount,
                std::optional<Amount> reserved = {}) {
  Usage usage;
  usage.seconds = amount.seconds;
  usage.input = amount.tokens;
  usage.cost = amount.cost;
  return {task, parent, {{{"worker", "m"}, {usage, 1, 0}}}, reserved};
}

TaskSpec spec(const std::string& id, const std::string& parent) {
  TaskSpec spec;
  spec.id = id;
  spec.goal = "g";
  spec.parent = parent;
  return spec;
}

LimitsConfig limits(std::optional<double> task, std::optional<double> subtree, std::optional<double> goal) {
  LimitsConfig limits;
  limits.task.cost = task;
  limits.subtree.cost = subtree;
  limits.goal.cost = goal;
  return limits;
}

// A plan with two tasks, one of which runs, and a task beside it.
const std::vector<TaskSpend> tasks{spent("plan", "", {0, 0, 1}), spent("a", "plan", {0, 0, 2}),
                                   spent("b", "plan", {0, 0, 4}, Amount{0, 0, 3}),
                                   spent("c", "", {0, 0, 8}, Amount{0, 0, 5})};
const Amount ten{600, 1'000, 10};

std::string left_to_a(const LimitsConfig& config) {
  const auto budgets = budgets_of(spec("a", "plan"), tasks, config);
  if (const auto reason = objection_to_start(ten, budgets)) return *reason;
  const Budget left = budget_for(granted(ten, budgets), budgets);
  return left.cost ? cost_words(*left.cost) : "all";
}

}  // namespace

TEST_CASE("an attempt gets what the tightest of its budgets leaves") {
  CHECK(left_to_a(limits({}, {}, {})) == "all");
  CHECK(left_to_a(limits(5, {}, {})) == "3.00");   // 2 spent
  CHECK(left_to_a(limits({}, 15, {})) == "5.00");  // 7 spent, 3 kept free
  CHECK(left_to_a(limits({}, {}, 25)) == "2.00");  // 15 spent, 8 kept free
  CHECK(left_to_a(limits(5, 15, 25)) == "2.00");
  CHECK(left_to_a(limits(2.5, 15, 25)) == "0.5000");
  CHECK(left_to_a(limits({}, {}, 1000)) == "10.00");  // its own limit
  CHECK(left_to_a(limits(2, {}, {})) == "spent 2.00 of 2.00 ([limits.task] cost)");
  CHECK(left_to_a(limits({}, 6, {})) == "spent 7.00 of 6.00 ([limits.subtree] cost)");
  CHECK(left_to_a(limits({}, {}, 15)) == "spent 15.00 of 15.00 ([limits.goal] cost)");
  CHECK(left_to_a(limits({}, {}, 23)) ==
        "spent 15.00 of 23.00, and attempts that run may use the rest ([limits.goal] cost)");
}

TEST_CASE("time and tokens are budgets too") {
  const std::vector<TaskSpend> used{spent("a", "", {90, 12'345, 0})};
  LimitsConfig limits;
  limits.goal = {Milliseconds{60'000}, {}, {}};
  CHECK(used_up(budget_of_goal("g", used, limits)) == "spent 1.5 of 1.0 ([limits.goal] minutes)");
  limits.goal = {{}, 12'000, {}};
  CHECK(used_up(budget_of_goal("g", used, limits)) == "spent 12.3k of 12.0k ([limits.goal] tokens)");
  limits.goal = {Milliseconds{120'000}, 12'500, {}};
  const std::vector<BudgetUse> budgets{budget_of_goal("g", used, limits)};
  CHECK(used_up(budgets.front()) == std::nullopt);
  CHECK(granted(ten, budgets) == Amount{30, 155, 10});
  CHECK(budget_for(granted(ten, budgets), budgets) == Budget{Milliseconds{30'000}, 155, {}});
}

TEST_CASE("claims that together are more than there is are overdrawn, and those that just fit are not") {
  const auto of_goal = [](double limit) {
    return std::vector<BudgetUse>{budget_of_goal("g", tasks, limits({}, {}, limit))};
  };
  CHECK(are_overdrawn(of_goal(22.9), ten));
  CHECK_FALSE(are_overdrawn(of_goal(23), ten));
  CHECK_FALSE(are_overdrawn(of_goal(22.9), Amount{60, 0, 0}));  // a script without a cost of its own
}

TEST_CASE("a plain command keeps only free what its entry names") {
  LimitsConfig config = limits({}, {}, 500);
  AgentConfig agent;
  agent.preset = "command";
  CHECK(wanted_by(agent, config) == Amount{3'600, 0, 0});
  CHECK_FALSE(are_concerned(config, spec("a", ""), wanted_by(agent, config)));
  agent.cost = 0.5;
  CHECK(wanted_by(agent, config) == Amount{3'600, 0, 0.5});
  CHECK(are_concerned(config, spec("a", ""), wanted_by(agent, config)));
  agent.preset = "claude";
  agent.cost.reset();
  CHECK(wanted_by(agent, config) == Amount{3'600, 20'000'000, 10});
  config = limits({}, 5, {});
  CHECK(are_concerned(config, spec("a", "plan"), wanted_by(agent, config)));
  CHECK_FALSE(are_concerned(config, spec("a", ""), wanted_by(agent, config)));
}

TEST_CASE("a task whose budget is used up is held, and an agent that got less than its own is not blamed") {
  Config config;
  config.agents["small"].preset = "claude";
  config.limits = limits(4, {}, {});
  const auto stopped = [](double cost, double reserved) {
    Story story;
    story.open().then(EventType::claimed,
                      [&](Event& event) { event.reserved = Amount{3'600, 20'000'000, reserved}; });
    story.then(EventType::failed, [&](Event& event) {
      event.outcome = Outcome::limit_budget;
      event.usage.cost = cost;
    });
    return story.state();
  };
  const auto step = [&](const TaskState& state) {
    const auto event = step_of_budget(state, config, second(9), "worker");
    return event ? event->name + ": " + event->reason : "the usual";
  };
  CHECK(step(stopped(4.5, 4)) == "held: budget: spent 4.50 of 4.00 ([limits.task] cost)");
  CHECK(step(stopped(1, 1)) ==
        "retried: the same agent again: its budgets had left it less than its own limits");
  CHECK(step(stopped(1, 10)) == "the usual");
  config.limits.attempts = 1;  // it would go on for ever if nobody knew what it costs
  CHECK(step(stopped(1, 1)) == "the usual");
}

}  // namespace budget_test
