#include "agent/ladder.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "task/policy.h"
#include "task/spend.h"

namespace reeve {

namespace {

const std::vector<std::string>& ladder_for_workers(Difficulty difficulty, const RolesConfig& roles) {
  if (difficulty == Difficulty::easy && !roles.worker_easy.empty()) return roles.worker_easy;
  if (difficulty == Difficulty::hard && !roles.worker_hard.empty()) return roles.worker_hard;
  return roles.worker;
}

AgentConfig named_alone(const std::string& name) {
  AgentConfig agent;
  agent.name = name;
  agent.preset = "command";
  return agent;
}

}  // namespace

std::vector<std::string> ladder_of(const TaskSpec& spec, const RolesConfig& roles) {
  switch (spec.kind) {
    case TaskKind::plan:
      return ladder_of(spec, roles.planner);
    case TaskKind::judge:
      return roles.judge.empty() ? std::vector{std::string(no_agent)} : ladder_of(spec, roles.judge);
    case TaskKind::work:
      break;
  }
  return ladder_of(spec, ladder_for_workers(spec.difficulty, roles));
}

AgentConfig next_agent(const TaskState& task, const Config& config, const std::string& chosen) {
  if (!chosen.empty()) return agent_named(chosen, config);
  const auto ladder = ladder_of(task.spec, config.roles);
  if (ladder.empty()) {
    const std::string role(role_of(task.spec.kind));
    throw Error(ErrorKind::configuration, config.source + ": no agent is named for " + role + "s",
                "name the ladder on the branch that the work lands on: [roles] " + role + " = [\"…\"]");
  }
  return agent_named(ladder[std::min(static_cast<std::size_t>(task.rung), ladder.size() - 1)], config);
}

AgentConfig agent_named(const std::string& name, const Config& config) {
  if (name == no_agent) return named_alone(name);
  const auto agent = config.agents.find(name);
  if (agent != config.agents.end()) return agent->second;
  std::vector<std::string> names;
  for (const auto& [known, value] : config.agents) names.push_back(known);
  throw Error(ErrorKind::configuration, config.source + ": there is no agent '" + printable(name) + "'",
              names.empty() ? "add [agents." + name + "]" : "known are: " + join(names, ", "));
}

}  // namespace reeve
