// Running an agent on a workspace: whatever kind it is, one request and one report.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "agent/role.h"
#include "base/process.h"
#include "config/config.h"
#include "task/fold.h"

namespace reeve {

class HttpClient;

struct AgentRequest {
  AgentConfig agent;
  LimitsConfig limits;
  Role role = Role::worker;
  TaskState task;
  std::string prompt;
  std::string task_file;            // the JSON text
  std::filesystem::path workspace;  // the agent's working directory
  // Object folders that the workspace's repository needs to read.
  std::vector<std::filesystem::path> borrowed;
  std::filesystem::path folder;  // for this attempt: out/, home/, tmp/, task.json; emptied first
  std::filesystem::path log;     // what it printed, or said, without secrets; empty: nowhere
  Budget left;                   // what the task, its subtree and its goal have left
  // What is wrong with the text of the result file, for the agent to read; empty: nothing. Without it the
  // file must be as a worker's is, if it is there. With it, there must be one.
  std::function<std::vector<std::string>(const std::string&)> objections;
  std::stop_token stop;
  std::function<void()> on_tick;        // about every second, on the calling thread
  HttpClient* http = nullptr;           // for agents that are web services; absent: one of its own
  Clock* clock = nullptr;               // the same, for time and waiting; absent: the machine's
  std::string_view result_schema = {};  // of the result file that a planner or a judge must write
};

// Without the secrets that the agent was given: "***NAME***" stands for them.
struct AgentReport {
  Outcome outcome = Outcome::crashed;  // `done` is a claim, not a fact
  std::string reason;                  // for people; empty for `done`
  std::string question;                // for needs_input
  std::optional<TimePoint> until;      // for rate_limited and quota
  Handoff handoff;
  std::string text;     // the agent's last words; empty where it is not known which they are
  std::string session;  // of the agent's program; empty: it has none
  std::string result;   // the text of the result file; empty: there was none
  AgentTrace trace;
  Usage usage;
};

// Runs the agent to its end. A result file that is not as it must be goes back to the agent once, with the
// error. Never throws for what the agent does; Error(configuration) if its entry cannot be run (no such
// program, no key, a variable that pass_env names is not set).
AgentReport run_agent(const AgentRequest& request);

// What an attempt may use: the agent's own limits, or those of [limits], or what is `left` if that is less.
Budget attempt_budget(const AgentConfig& agent, const LimitsConfig& limits, const Budget& left);

// What is left of a budget after this use; never less than nothing (of time, a millisecond: 0 is no limit to
// a process).
Budget left_of(Budget budget, const Usage& used);

}  // namespace reeve
