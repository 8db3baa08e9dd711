// One lens on one change: a review agent with a fresh context and a workspace that is thrown away.
#pragma once

#include <filesystem>
#include <stop_token>

#include "workspace/runners.h"

namespace reeve {

// Values alone: it runs on a thread of its own.
struct LensWork {
  std::filesystem::path repository;  // whose objects hold all of it; opened anew
  TaskState task;                    // in phase `ready`
  git::Oid target;                   // what it is merged onto for the review
  git::Oid policy;                   // commit whose .reeve/prompts count
  LensConfig lens;
  Config config;
  Runners::Agent agent;
  Budget left;  // of the budgets that the task is under
  std::stop_token stop;
};

// An agent of the lens's ladder, with the lens's limits. Throws Error(configuration) if there is none.
AgentConfig agent_of_lens(const std::string& name, const LensConfig& lens, const Config& config);

// Runs the agents of the lens, one after the other until one gives a verdict; a bad result goes back to it
// once. Gives the event `reviewed` for the task's log, without who and when: verdict, reasons, what it cost.
// Whatever goes wrong is the verdict `could_not_run` with its reason.
Event run_lens(const LensWork& work);

}  // namespace reeve
