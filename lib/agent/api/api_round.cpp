#include "agent/api/bash_loop.h"
#include "agent/api/structured_call.h"

namespace reeve {

namespace {

AgentTools tools_of(const AgentRequest& request) {
  if (request.role == Role::worker) return AgentTools::bash;
  return request.agent.tools.value_or(AgentTools::none);
}

}  // namespace

RoundReport run_api_round(const Round& round) {
  return tools_of(round.request) == AgentTools::bash ? run_bash_loop(round) : run_structured_call(round);
}

}  // namespace reeve
