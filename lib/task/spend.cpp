#include "task/spend.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace reeve {

namespace {

// An attempt that only merged asked no model, though its claim names one; of one that was killed, nobody
// knows.
bool cost_is_unknown(const Attempt& attempt) {
  if (attempt.usage.cost) return false;
  const bool has_run = !attempt.usage.empty() || attempt.outcome == Outcome::killed;
  return has_run && (!attempt.trace.model.empty() || total_tokens(attempt.usage) > 0);
}

// Of every attempt, and also before it has ended: what a lens of the gate has used is spent.
void add_reviews(SpendTable& table, const Attempt& attempt) {
  for (const Review& review : attempt.reviews) {
    Spend& spend = table[{"review", review.trace.model}];
    spend = spend + spend_of(review);
  }
}

template <typename KeyOf>
std::map<std::string, Spend> grouped(const SpendTable& table, KeyOf key_of) {
  std::map<std::string, Spend> groups;
  for (const auto& [key, spend] : table) groups[key_of(key)] = groups[key_of(key)] + spend;
  return groups;
}

}  // namespace

Spend operator+(const Spend& a, const Spend& b) {
  return {a.usage + b.usage, a.attempts + b.attempts, a.unknown_cost + b.unknown_cost};
}

void add_to(SpendTable& table, const SpendTable& more) {
  for (const auto& [key, spend] : more) table[key] = table[key] + spend;
}

Spend total_of(const SpendTable& table) {
  Spend total;
  for (const auto& [key, spend] : table) total = total + spend;
  return total;
}

std::map<std::string, Spend> by_role(const SpendTable& table) {
  return grouped(table, [](const SpendKey& key) { return key.role; });
}

std::map<std::string, Spend> by_model(const SpendTable& table) {
  return grouped(table, [](const SpendKey& key) { return key.model; });
}

std::string_view role_of(TaskKind kind) {
  if (kind == TaskKind::plan) return "planner";
  return kind == TaskKind::judge ? "judge" : "worker";
}

Spend spend_of(const Attempt& attempt) {
  return {attempt.usage, 1, cost_is_unknown(attempt) ? std::size_t{1} : 0};
}

Spend spend_of(const Review& review) {
  const bool asked_a_model = !review.trace.model.empty() || total_tokens(review.usage) > 0;
  const bool is_unknown = !review.usage.cost && !review.usage.empty() && asked_a_model;
  return {review.usage, 1, is_unknown ? std::size_t{1} : 0};
}

TaskSpend spend_of(const TaskState& state) {
  TaskSpend result{state.spec.id, state.spec.parent, {}, {}};
  const std::string role(role_of(state.spec.kind));
  for (const Attempt& attempt : state.attempts) {
    add_reviews(result.table, attempt);
    if (!attempt.ended) continue;
    Spend& spend = result.table[{role, attempt.trace.model}];
    spend = spend + spend_of(attempt);
  }
  if (state.phase == Phase::claimed) result.reserved = state.attempts.back().reserved.value_or(Amount{});
  return result;
}

SpendTable table_of(const std::vector<TaskSpend>& tasks) {
  SpendTable table;
  for (const TaskSpend& task : tasks) add_to(table, task.table);
  return table;
}

Amount reserved_by(const std::vector<TaskSpend>& tasks) {
  Amount sum;
  for (const TaskSpend& task : tasks) sum = sum + task.reserved.value_or(Amount{});
  return sum;
}

std::vector<std::string> ancestors_of(const std::vector<TaskSpend>& tasks, const std::string& parent) {
  std::map<std::string, std::string> parents;
  for (const TaskSpend& task : tasks) parents.emplace(task.task, task.parent);
  std::vector<std::string> chain;
  for (std::string next = parent; !next.empty(); next = parents[next]) {
    if (std::find(chain.begin(), chain.end(), next) != chain.end()) break;
    chain.push_back(next);
  }
  return chain;
}

std::vector<TaskSpend> subtree_of(const std::vector<TaskSpend>& tasks, const std::string& root) {
  std::multimap<std::string, std::string> children;
  for (const TaskSpend& task : tasks) children.emplace(task.parent, task.task);
  std::set<std::string> members{root};
  std::vector<std::string> unvisited{root};
  while (!unvisited.empty()) {
    const auto [begin, end] = children.equal_range(unvisited.back());
    unvisited.pop_back();
    for (auto child = begin; child != end; ++child) {
      if (members.insert(child->second).second) unvisited.push_back(child->second);
    }
  }
  std::vector<TaskSpend> result;
  std::copy_if(tasks.begin(), tasks.end(), std::back_inserter(result),
               [&](const TaskSpend& task) { return members.contains(task.task); });
  return result;
}

}  // namespace reeve
