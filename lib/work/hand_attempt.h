// A person's try at a task: the same claim, rules, merge and checks as an agent's, and no agent.
//
// The person's commits count, not their files: what is not committed is kept and never submitted. Nothing
// that a person does by hand is evidence against anybody, and it costs nothing that a budget counts.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "work/attempt.h"

namespace reeve {

// Takes a task over for a person, whom the store's name says: claims it, where it was held or paused after
// putting it back first. `run` says which process this is. Throws Error(lost_race) for a task that cannot be
// taken now, with who has it and what to do; Error(usage) for a plan or a judge's task, which agents do.
TaskRecord claim_by_hand(TaskStore& store, const std::string& id, const std::string& run, Milliseconds lease);

struct HandSetting {
  TaskStore& store;
  const GoalRecord& goal;
  const Config& config;
  Workspace& workspace;          // of the pool: for the work, unless `folder` names another place
  Workspace& for_checks;         // another one: going back to the work must find it as it was left
  std::filesystem::path folder;  // where the person wants to work: empty or new; or no path
  // Lets the person work there, and returns when they are done. Has to call `on_tick` about every second, on
  // the calling thread: it keeps the claim.
  std::function<void(const std::filesystem::path& folder, const std::function<void()>& on_tick)> let_work;
  // Something keeps the work from being submitted as it is: whether the person goes back to it.
  std::function<bool(const std::string& problem)> wants_to_go_back;
  std::stop_token stop;
};

// Runs the attempt that `task`'s claim began, and records its end. What was not submitted is kept under
// reeve/failed/. Throws only when the hub cannot be written, as run_attempt().
AttemptResult run_hand_attempt(const HandSetting& setting, TaskRecord& task);

}  // namespace reeve
