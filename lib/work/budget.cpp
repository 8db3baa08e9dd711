#include "work/budget.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "workspace/target_files.h"

namespace reeve {

namespace {

// Sums of many small amounts are not exact; a millionth of a cent, or of a token, is no overdraft.
constexpr double rounding = 1e-6;

// One key of a budget: all are compared in the same way.
struct Measure {
  std::string_view key;
  double limit;
  double spent;
  double reserved;
  double wanted;

  double left() const { return std::max(limit - spent - reserved, 0.0); }
  bool is_used_up() const { return spent >= limit; }
};

double seconds_of(Milliseconds time) {
  return static_cast<double>(time.count()) / 1000;
}

// Those that are limited.
std::vector<Measure> measures(const BudgetUse& budget, const Amount& wanted) {
  const auto& [table, of, limit, spent, reserved] = budget;
  std::vector<Measure> result;
  const auto tokens = [](std::int64_t count) { return static_cast<double>(count); };
  if (limit.time) {
    result.push_back({"minutes", seconds_of(*limit.time), spent.seconds, reserved.seconds, wanted.seconds});
  }
  if (limit.tokens) {
    result.push_back({"tokens", tokens(*limit.tokens), tokens(spent.tokens), tokens(reserved.tokens),
                      tokens(wanted.tokens)});
  }
  if (limit.cost) result.push_back({"cost", *limit.cost, spent.cost, reserved.cost, wanted.cost});
  return result;
}

std::string words(std::string_view key, double amount) {
  if (key == "minutes") return fmt::format("{:.1f}", amount / 60);
  if (key == "tokens") return token_words(static_cast<std::int64_t>(amount));
  return cost_words(amount);
}

std::string used_up_words(const BudgetUse& budget, const Measure& measure) {
  return fmt::format("spent {} of {} ([{}] {})", words(measure.key, measure.spent),
                     words(measure.key, measure.limit), budget.table, measure.key);
}

std::string taken_words(const BudgetUse& budget, const Measure& measure) {
  return fmt::format("spent {} of {}, and attempts that run may use the rest ([{}] {})",
                     words(measure.key, measure.spent), words(measure.key, measure.limit), budget.table,
                     measure.key);
}

bool limits_something(const Budget& budget, const Amount& wanted) {
  return (budget.time && wanted.seconds > 0) || (budget.tokens && wanted.tokens > 0) ||
         (budget.cost && wanted.cost > 0);
}

BudgetUse use_of(const std::string& table, const std::string& of, const Budget& limit,
                 const std::vector<TaskSpend>& tasks) {
  return {table, of, limit, amount_of(total_of(table_of(tasks)).usage), reserved_by(tasks)};
}

bool was_stopped_by_a_limit(const Attempt& attempt) {
  return attempt.outcome == Outcome::limit_budget || attempt.outcome == Outcome::limit_time;
}

bool got_less_than_its_own(const Attempt& attempt, const Config& config) {
  const auto agent = config.agents.find(attempt.agent);
  if (!attempt.reserved || agent == config.agents.end()) return false;
  const Amount wanted = wanted_by(agent->second, config.limits);
  return attempt.reserved->seconds < wanted.seconds || attempt.reserved->tokens < wanted.tokens ||
         attempt.reserved->cost < wanted.cost;
}

// An agent that never says what it costs would be stopped so for ever.
bool may_be_stopped_again(const TaskState& state, const LimitsConfig& limits) {
  const auto from = state.attempts.begin() + static_cast<std::ptrdiff_t>(state.counted_from);
  const auto stopped = std::count_if(from, state.attempts.end(), was_stopped_by_a_limit);
  return static_cast<std::size_t>(stopped) < limits.attempts;
}

}  // namespace

BudgetUse budget_of_goal(const std::string& goal, const std::vector<TaskSpend>& tasks,
                         const LimitsConfig& limits) {
  return use_of("limits.goal", goal, limits.goal, tasks);
}

BudgetUse budget_of_subtree(const std::string& root, const std::vector<TaskSpend>& tasks,
                            const LimitsConfig& limits) {
  return use_of("limits.subtree", root, limits.subtree, subtree_of(tasks, root));
}

BudgetUse budget_of_task(const TaskSpend& task, const LimitsConfig& limits) {
  return use_of("limits.task", task.task, limits.task, {task});
}

std::vector<BudgetUse> budgets_of(const TaskSpec& task, const std::vector<TaskSpend>& tasks,
                                  const LimitsConfig& limits) {
  std::vector<BudgetUse> budgets;
  for (const TaskSpend& spend : tasks) {
    if (spend.task == task.id) budgets.push_back(budget_of_task(spend, limits));
  }
  if (limits.subtree != Budget()) {
    std::vector<std::string> roots = ancestors_of(tasks, task.parent);
    if (task.kind == TaskKind::plan) roots.push_back(task.id);
    for (const std::string& root : roots) budgets.push_back(budget_of_subtree(root, tasks, limits));
  }
  budgets.push_back(budget_of_goal(task.goal, tasks, limits));
  return budgets;
}

std::optional<std::string> used_up(const BudgetUse& budget) {
  for (const Measure& measure : measures(budget, {})) {
    if (measure.is_used_up()) return used_up_words(budget, measure);
  }
  return std::nullopt;
}

Amount wanted_by(const AgentConfig& agent, const LimitsConfig& limits) {
  const double seconds = seconds_of(agent.wall.value_or(limits.wall));
  if (agent.preset == "command") return {seconds, agent.tokens.value_or(0), agent.cost.value_or(0)};
  return {seconds, agent.tokens.value_or(limits.tokens), agent.cost.value_or(limits.cost)};
}

bool are_concerned(const LimitsConfig& limits, const TaskSpec& task, const Amount& wanted) {
  const bool is_in_a_subtree = !task.parent.empty() || task.kind == TaskKind::plan;
  return limits_something(limits.task, wanted) || limits_something(limits.goal, wanted) ||
         (is_in_a_subtree && limits_something(limits.subtree, wanted));
}

std::optional<std::string> objection_to_start(const Amount& wanted, const std::vector<BudgetUse>& budgets) {
  for (const BudgetUse& budget : budgets) {
    if (auto reason = used_up(budget)) return reason;
  }
  for (const BudgetUse& budget : budgets) {
    for (const Measure& measure : measures(budget, wanted)) {
      if (measure.wanted > 0 && measure.left() <= rounding) return taken_words(budget, measure);
    }
  }
  return std::nullopt;
}

Amount granted(const Amount& wanted, const std::vector<BudgetUse>& budgets) {
  Amount grant = wanted;
  for (const BudgetUse& budget : budgets) {
    for (const Measure& measure : measures(budget, wanted)) {
      if (measure.key == "minutes") grant.seconds = std::min(grant.seconds, measure.left());
      if (measure.key == "tokens")
        grant.tokens = std::min(grant.tokens, static_cast<std::int64_t>(measure.left()));
      if (measure.key == "cost") grant.cost = std::min(grant.cost, measure.left());
    }
  }
  return grant;
}

Budget budget_for(const Amount& grant, const std::vector<BudgetUse>& budgets) {
  Budget left;
  for (const BudgetUse& budget : budgets) {
    if (budget.limit.time && grant.seconds > 0)
      left.time = Milliseconds(static_cast<Milliseconds::rep>(grant.seconds * 1000));
    if (budget.limit.tokens && grant.tokens > 0) left.tokens = grant.tokens;
    if (budget.limit.cost && grant.cost > 0) left.cost = grant.cost;
  }
  return left;
}

bool are_overdrawn(const std::vector<BudgetUse>& budgets, const Amount& wanted) {
  return std::any_of(budgets.begin(), budgets.end(), [&](const BudgetUse& budget) {
    const auto all = measures(budget, wanted);
    return std::any_of(all.begin(), all.end(), [](const Measure& measure) {
      return measure.wanted > 0 && measure.spent + measure.reserved > measure.limit + rounding;
    });
  });
}

std::optional<Event> step_of_budget(const TaskState& state, const Config& config, TimePoint now,
                                    const std::string& by) {
  if (const auto reason = used_up(budget_of_task(spend_of(state), config.limits))) {
    Event held = make_event(EventType::held, now, by);
    held.reason = "budget: " + *reason;
    return held;
  }
  const Attempt* last = state.last_attempt();
  if (last == nullptr || !was_stopped_by_a_limit(*last) || !got_less_than_its_own(*last, config) ||
      !may_be_stopped_again(state, config.limits)) {
    return std::nullopt;
  }
  Event retried = make_event(EventType::retried, now, by);
  retried.rung = state.rung;
  retried.reason = "the same agent again: its budgets had left it less than its own limits";
  return retried;
}

void take_newest_budgets(Config& config, const git::Repository& repository, const GoalRecord& goal) {
  if (!goal.target || goal.target == goal.base()) return;
  try {
    const LimitsConfig newest = config_of(repository, *goal.target).limits;
    config.limits.task = newest.task;
    config.limits.subtree = newest.subtree;
    config.limits.goal = newest.goal;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::configuration) throw;
  }
}

}  // namespace reeve
