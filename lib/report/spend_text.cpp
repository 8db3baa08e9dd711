#include "report/spend_text.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/words.h"

namespace reeve {

namespace {

Milliseconds time_of(const Usage& usage) {
  return Milliseconds(static_cast<Milliseconds::rep>(usage.seconds.value_or(0) * 1000));
}

bool has_numbers(const Spend& spend) {
  return spend.usage.cost || total_tokens(spend.usage) > 0 || spend.unknown_cost > 0;
}

std::string part_words(const std::string& name, const Spend& spend) {
  std::vector<std::string> parts;
  if (spend.usage.cost) parts.push_back(cost_words(*spend.usage.cost));
  if (total_tokens(spend.usage) > 0) parts.push_back(token_words(total_tokens(spend.usage)) + " tokens");
  parts.push_back(count_of(spend.attempts, "attempt"));
  return fmt::format("{} {}", first_line(name), join(parts, ", "));
}

std::string groups_text(const std::map<std::string, Spend>& groups, std::size_t width) {
  std::string text;
  for (const auto& [name, spend] : groups) {
    text += fitted_line("    " + part_words(name.empty() ? "without a model" : name, spend), width);
  }
  return text;
}

std::string cost_part(const GoalStatus& goal, const Spend& total) {
  const double cost = total.usage.cost.value_or(0);
  if (goal.budget.cost) return fmt::format("{} of {}", cost_words(cost), cost_words(*goal.budget.cost));
  return cost_words(cost);
}

std::string token_part(const GoalStatus& goal, const Spend& total) {
  const std::string tokens = token_words(total_tokens(total.usage));
  if (!goal.budget.tokens) return tokens + " tokens";
  return fmt::format("{} of {} tokens", tokens, token_words(*goal.budget.tokens));
}

std::string time_part(const GoalStatus& goal, const Spend& total) {
  const std::string time = short_age(time_of(total.usage));
  if (!goal.budget.time) return time + " of agents";
  return fmt::format("{} of {} of agents", time, short_age(*goal.budget.time));
}

// "spent 12.34 of 500.00, 1.2M tokens, 3 h of agents".
std::string spend_words(const GoalStatus& goal, const Spend& total) {
  std::vector<std::string> parts;
  const bool says_cost = total.usage.cost || total.unknown_cost > 0;
  if (says_cost) parts.push_back(cost_part(goal, total));
  if (total_tokens(total.usage) > 0 || goal.budget.tokens) parts.push_back(token_part(goal, total));
  parts.push_back(time_part(goal, total));
  return "spent " + join(parts, ", ");
}

std::string landed_cost(const GoalStatus& goal) {
  std::string text = fmt::format("  a landed task: {} on average", cost_words(*goal.mean_cost));
  if (goal.last_landed && goal.last_landed->cost)
    text += fmt::format(", the last {}", cost_words(*goal.last_landed->cost));
  return text;
}

JsonObject json_of(const Spend& spend) {
  JsonObject object;
  object.add("attempts", spend.attempts).add("unknown_cost", spend.unknown_cost);
  object.add("usage", usage_to_json(spend.usage));
  return object;
}

JsonObject json_of(const Amount& amount) {
  JsonObject object;
  object.add("seconds", amount.seconds).add("tokens", amount.tokens).add("cost", amount.cost);
  return object;
}

}  // namespace

std::string spend_text(const GoalStatus& goal, std::size_t width) {
  const Spend total = total_of(goal.spend);
  if (total.attempts == 0) return "";
  if (!has_numbers(total) && goal.budget == Budget{{}, {}, goal.budget.cost}) return "";
  std::string text = fitted_line("  " + spend_words(goal, total), width);
  if (!has_numbers(total)) return text;
  if (goal.reserved.cost > 0)
    text += fitted_line("    kept free for what runs " + cost_words(goal.reserved.cost), width);
  if (total.unknown_cost > 0)
    text += fitted_line("    cost not known for " + count_of(total.unknown_cost, "attempt"), width);
  text += groups_text(by_role(goal.spend), width) + groups_text(by_model(goal.spend), width);
  return goal.mean_cost ? text + fitted_line(landed_cost(goal), width) : text;
}

JsonObject spend_json(const GoalStatus& goal) {
  JsonObject object = json_of(total_of(goal.spend));
  object.add("budget", budget_json(goal.budget)).add("reserved", json_of(goal.reserved));
  JsonObject roles;
  for (const auto& [role, spend] : by_role(goal.spend)) roles.add(role, json_of(spend));
  std::vector<JsonObject> models;
  for (const auto& [model, spend] : by_model(goal.spend))
    models.push_back(json_of(spend).add("model", model));
  object.add("roles", roles).add("models", models);
  return object.add_if("mean_cost_landed", goal.mean_cost);
}

JsonObject budget_json(const Budget& budget) {
  JsonObject object;
  if (budget.time) object.add("minutes", static_cast<double>(budget.time->count()) / 60'000);
  return object.add_if("tokens", budget.tokens).add_if("cost", budget.cost);
}

}  // namespace reeve
