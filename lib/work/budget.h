// What budgets leave to an attempt. Pure, but for take_newest_budgets().
//
// What holds: what the running attempts of a goal may use at most, together with what was used, is never
// more than its limits. A worker says in its claim how much it keeps free (`reserved`), and looks again when
// the claim stands: two that claimed at the same moment see each other then, and both give back if there is
// not enough for both. So a limit is exceeded only by what single agents use beyond what they were given: the
// last call of a model, which costs what it costs. A plain command is not stopped by cost or tokens, and
// keeps only as much free as its entry names; for one that names nothing, the goal ends at the next look.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "hub/goal_store.h"
#include "task/spend.h"

namespace reeve {

// A limit of the configuration with what it is on.
struct BudgetUse {
  std::string table;  // "limits.task", "limits.subtree", "limits.goal"
  std::string of;     // the id of the task, the plan task or the goal
  Budget limit;
  Amount spent;
  Amount reserved;  // by attempts that run
};

// Those that hold for this task: its own, that of each plan task above it (and of itself if it is one), that
// of its goal. `tasks` are all of the goal.
std::vector<BudgetUse> budgets_of(const TaskSpec& task, const std::vector<TaskSpend>& tasks,
                                  const LimitsConfig& limits);
BudgetUse budget_of_goal(const std::string& goal, const std::vector<TaskSpend>& tasks,
                         const LimitsConfig& limits);
BudgetUse budget_of_subtree(const std::string& root, const std::vector<TaskSpend>& tasks,
                            const LimitsConfig& limits);
BudgetUse budget_of_task(const TaskSpend& task, const LimitsConfig& limits);

// "spent 500.12 of 500.00 ([limits.goal] cost)"; absent if something is left of all that it limits.
std::optional<std::string> used_up(const BudgetUse& budget);

// What an attempt by this agent may use by its own limits. Of a plain command, cost and tokens are what its
// entry names, or nothing.
Amount wanted_by(const AgentConfig& agent, const LimitsConfig& limits);

// Whether one of the budgets that may hold for this task limits something that an attempt wants. If not,
// nothing of other tasks has to be read.
bool are_concerned(const LimitsConfig& limits, const TaskSpec& task, const Amount& wanted);

// Why no attempt can start that wants this: used_up() of one, or "… are kept free for attempts that run".
// Absent if one can.
std::optional<std::string> objection_to_start(const Amount& wanted, const std::vector<BudgetUse>& budgets);

// As much of `wanted` as the budgets leave; what they do not limit as it is.
Amount granted(const Amount& wanted, const std::vector<BudgetUse>& budgets);

// The grant for AgentRequest::left: those members of it that a budget limits.
Budget budget_for(const Amount& grant, const std::vector<BudgetUse>& budgets);

// Whether more is spent and kept free than there is, of something that is wanted.
bool are_overdrawn(const std::vector<BudgetUse>& budgets, const Amount& wanted);

// For a task in phase `failed`: `held` if its own budget is used up, which is no evidence against the agent;
// `retried` at the same rung if the agent was stopped at less than its own limits. Absent: the usual step.
std::optional<Event> step_of_budget(const TaskState& state, const Config& config, TimePoint now,
                                    const std::string& by);

// Budgets are those of the newest commit of the goal's target: while a goal is paused nothing lands on it, so
// that green would never see the limit that a person has raised. Where that configuration is wrong, those of
// green stay.
void take_newest_budgets(Config& config, const git::Repository& repository, const GoalRecord& goal);

}  // namespace reeve
