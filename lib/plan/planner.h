// A planner agent: a goal, or a part of one, to a plan that can be published. Publishing is another matter
// (plan/publish.h): what is here changes nothing on the hub.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "agent/agent.h"
#include "hub/goal_store.h"
#include "plan/publish.h"
#include "workspace/runners.h"
#include "workspace/task_prompt.h"
#include "workspace/workspace_pool.h"

namespace reeve {

struct GoalPicture;

struct PlannerSetting {
  TaskStore& store;
  const GoalRecord& goal;
  const AgentConfig& agent;
  Workspace& workspace;
  std::stop_token stop;
  std::function<void()> on_tick;   // about every second
  std::filesystem::path log = {};  // what the planner says and prints; empty: nowhere
  Budget left = {};                // what its budgets leave to it
  Runners runners = {};
};

struct Proposal {
  AgentReport report;  // `done` only if the tasks can be published; the handoff says what was cut
  Decided decided;     // good under lint(), and within the limits
  std::string words;   // "12 tasks; 3 tasks cut, as …"
};

// Runs the planner on the newest target. What is wrong with its plan goes back to it once, all of it; then
// what breaks a limit is cut, and a plan that is wrong otherwise ends as `rejected`. What it changed in the
// workspace is left there for the next reset, and said as a concern. Throws Error(configuration) for an entry
// or a template that is wrong, and what reading the hub throws.
Proposal propose_plan(const PlannerSetting& setting, const TaskState& plan);

// The prompt that it gets.
FilledPrompt planner_prompt(const git::Repository& repository, const GoalPicture& picture,
                            const TaskState& plan, const AgentConfig& agent);

}  // namespace reeve
