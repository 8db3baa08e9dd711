// One claimed try at a task, from the claim to the submission or the failure.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/config.h"
#include "hub/goal_store.h"
#include "workspace/runners.h"
#include "workspace/workspace_pool.h"

namespace reeve {

enum class AttemptEnd {
  submitted,
  planned,     // its tasks are published
  judged,      // its verdict is in the log of the goal
  failed,      // the next agent, a person or the planner is next
  asked,       // waits for an answer
  given_back,  // interrupted: the work is kept, the task is free again
  claim_lost,  // somebody took the task over; the work is kept
};

struct AttemptResult {
  AttemptEnd end = AttemptEnd::failed;
  Outcome outcome = Outcome::done;
  std::string reason;
  std::vector<std::string> tasks = {};  // ids of what was published
};

struct AttemptSetting {
  TaskStore& store;
  const GoalRecord& goal;
  const Config& config;
  const AgentConfig& agent;
  Workspace& workspace;
  std::stop_token stop;
  Budget left = {};                    // what the task, its subtree and its goal leave to this attempt
  std::function<void()> on_tick = {};  // about every second while the agent runs
  Runners runners = {};
};

// Runs the attempt that `task`'s claim began, and records its end on the hub. Throws only when the hub cannot
// be written; the claim's lease then runs out, and the work is still in the workspace.
AttemptResult run_attempt(const AttemptSetting& setting, TaskRecord& task);

// What trouble of ours says about the agent: nothing, but for a program that cannot be started. Where the
// configuration is wrong, no agent can do better, and a person is asked.
Outcome outcome_of(const Error& error);

// What follows a failed attempt of this task under this configuration, for TaskStore's verbs.
TaskStore::NextStep next_step_for(TaskStore& store, const Config& config);

}  // namespace reeve
