// Running an agent on a workspace: its command, its environment, its limits, and what came of it.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "base/process.h"
#include "config/config.h"
#include "task/fold.h"

namespace reeve {

struct AgentRequest {
  AgentConfig agent;
  LimitsConfig limits;
  TaskState task;
  std::string prompt;
  std::string task_file;            // the JSON text
  std::filesystem::path workspace;  // the agent's working directory
  std::filesystem::path folder;     // for this attempt: out/, home/, tmp/, task.json, log; emptied by prepare
  std::stop_token stop;
  std::function<void()> on_tick;  // about every second, on the calling thread
};

struct AgentReport {
  Outcome outcome = Outcome::crashed;  // `done` is a claim, not a fact
  std::string reason;                  // for people; empty for `done`
  std::string question;                // for needs_input
  std::optional<TimePoint> until;      // for rate_limited and quota
  Handoff handoff;
  Usage usage;
};

// Runs the agent to its end. A result file that is not as it must be goes back to the agent once, with the
// error. Never throws for what the agent does; Error(configuration) if its entry cannot be run (no such
// program, a variable that pass_env names is not set).
AgentReport run_agent(const AgentRequest& request);

// An empty `folder` with the empty folders out, home and tmp in it, whatever was there.
void make_run_folder(const std::filesystem::path& folder);

// The environment of a program that runs in a workspace: the minimal one, a HOME and TMPDIR of its own under
// `folder`, the variables that `pass` names from this process's environment, and `set`. Throws
// Error(configuration), naming `who`, for a variable to pass that is not set.
Environment workspace_environment(const std::filesystem::path& workspace, const std::filesystem::path& folder,
                                  const std::vector<std::string>& pass,
                                  const std::map<std::string, std::string>& set, const std::string& who);

}  // namespace reeve
