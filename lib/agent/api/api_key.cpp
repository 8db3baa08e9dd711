#include "agent/api/api_key.h"

#include <cstdlib>

#include "agent/redact.h"
#include "base/error.h"
#include "base/text.h"

namespace reeve {

std::string key_variable_of(const AgentConfig& agent) {
  if (agent.key_variable == "none") return "";
  if (!agent.key_variable.empty()) return agent.key_variable;
  return agent.preset == "anthropic" ? "ANTHROPIC_API_KEY" : "OPENAI_API_KEY";
}

std::string key_of(const AgentConfig& agent) {
  const std::string variable = key_variable_of(agent);
  if (variable.empty()) return "";
  const char* value = std::getenv(variable.c_str());
  const std::string key(value == nullptr ? ""
                                         : trim(value));  // a file that it came from often ends in a newline
  if (!key.empty()) return key;
  throw Error(
      ErrorKind::configuration,
      "agent '" + agent.name + "' needs the variable " + variable + ", which is not set",
      "set it to the key of the service, name another with key_env, or write key_env = \"none\" if the "
      "service wants no key");
}

// A short one is no secret ("x" for a server that wants any key).
std::string without_key(const std::string& text, const std::string& key) {
  return key.size() < shortest_secret ? text : replace_all(text, key, "[key]");
}

}  // namespace reeve
