// Who runs agents and checks. Everything that runs one calls through these, so that a rehearsal can put
// scripted ones in their place and leave the rest as it is.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "agent/agent.h"
#include "workspace/check.h"

namespace reeve {

struct Runners {
  using Agent = std::function<AgentReport(const AgentRequest&)>;
  using Checks = std::function<std::vector<Receipt>(
      const std::vector<std::string>& commands, git::Repository& repository, const git::Oid& commit,
      Workspace& workspace, const Config& config, CheckPlace where, const std::stop_token& stop,
      const std::function<void()>& on_tick)>;

  Agent agent = run_agent;     // never empty; as run_agent()
  Checks checks = run_checks;  // never empty; as run_checks()
};

}  // namespace reeve
