#include "agent/agent_environment.h"

#include <algorithm>
#include <cstdlib>

#include "agent/api/api_key.h"
#include "agent/cli/login.h"
#include "agent/cli/preset.h"
#include "agent/run_folder.h"
#include "base/text.h"

namespace reeve {

namespace {

using cli_agent::CliPreset;
using cli_agent::PassedVariable;

// Everybody's, and in every path and message: to hide them would hide what happened.
bool is_plain(const std::string& name) {
  static const std::vector<std::string> plain{"PATH", "HOME", "USER", "LOGNAME", "SHELL",
                                              "LANG", "TERM", "PWD",  "TMPDIR",  "TZ"};
  return std::ranges::count(plain, name) > 0 || name.starts_with("LC_") || name.starts_with("XDG_");
}

void add_preset(Environment& environment, const AgentRequest& request, const CliPreset& preset) {
  const cli_agent::Values folders{{"home", (request.folder / "home").string()}};
  for (const auto& [name, value] : preset.set) environment[name] = cli_agent::fill(value, folders);
  for (const PassedVariable& variable : cli_agent::variables_for(preset, request.agent.model)) {
    const char* value = std::getenv(variable.name.c_str());
    if (value != nullptr && *value != '\0') environment.emplace(variable.name, value);
  }
}

void add_task(Environment& environment, const AgentRequest& request) {
  environment["REEVE_TASK"] = (request.folder / "task.json").string();
  environment["REEVE_OUT"] = (request.folder / "out").string();
  environment["REEVE_ID"] = request.task.spec.id;
  environment["REEVE_ATTEMPT"] = std::to_string(request.task.attempts.size());
  environment["REEVE_SCOPE"] = join(request.task.spec.scope, "\n");
}

std::vector<std::string> secret_names(const AgentConfig& agent) {
  std::vector<std::string> names;
  for (const std::string& name : agent.pass_environment)
    if (!is_plain(name)) names.push_back(name);
  if (const CliPreset* preset = cli_agent::cli_preset(agent.preset); preset != nullptr) {
    for (const PassedVariable& variable : cli_agent::variables_for(*preset, agent.model))
      if (variable.kind == PassedVariable::Kind::key) names.push_back(variable.name);
  }
  const std::string key = calls_a_model_itself(agent) ? key_variable_of(agent) : "";
  if (!key.empty()) names.push_back(key);
  return names;
}

}  // namespace

Environment agent_environment(const AgentRequest& request) {
  const AgentConfig& agent = request.agent;
  const CliPreset* preset = cli_agent::cli_preset(agent.preset);
  Environment environment = workspace_environment(request.workspace, request.folder, agent.pass_environment,
                                                  {}, "agent '" + agent.name + "'");
  if (preset != nullptr) add_preset(environment, request, *preset);
  for (const auto& [name, value] : agent.environment) environment[name] = value;
  add_task(environment, request);
  return environment;
}

SandboxSetting sandbox_for(const AgentRequest& request) {
  SandboxSetting setting = sandbox_for(request.agent, request.workspace, request.folder, request.borrowed);
  if (request.role == Role::review) setting.files = SandboxSetting::Files::readable;
  return setting;
}

std::vector<Secret> secrets_of(const AgentConfig& agent) {
  std::vector<Secret> secrets;
  for (const std::string& name : secret_names(agent)) {
    const char* value = std::getenv(name.c_str());
    if (value != nullptr && std::string_view(value).size() >= shortest_secret)
      secrets.push_back({name, value});
  }
  const CliPreset* preset = cli_agent::cli_preset(agent.preset);
  if (preset == nullptr) return secrets;
  const std::vector<Secret> login = cli_agent::secrets_in_login(*preset, agent);
  secrets.insert(secrets.end(), login.begin(), login.end());
  return secrets;
}

Environment without_secrets(Environment environment, const AgentConfig& agent) {
  for (const std::string& name : secret_names(agent)) environment.erase(name);
  return environment;
}

}  // namespace reeve
