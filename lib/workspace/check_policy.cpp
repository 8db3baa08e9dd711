#include "workspace/check_policy.h"

#include <sys/utsname.h>

#include <filesystem>

#include "agent/sandbox.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "git/repository.h"

namespace reeve {

namespace {

// "Linux x86_64", and the lines ID=… and VERSION_ID=… of os-release(5), where there is such a file.
std::string system_text() {
  struct utsname names{};
  std::string text;
  if (uname(&names) == 0) text = std::string(names.sysname) + " " + names.machine;
  try {
    for (const std::string& line : split_lines(read_file("/etc/os-release")))
      if (line.starts_with("ID=") || line.starts_with("VERSION_ID=")) text += " " + line;
  } catch (const Error&) {
    return text;
  }
  return text;
}

bool has_wall(const GateConfig& gate) {
  return gate.sandbox != Sandbox::none && probe_sandbox().works;
}

JsonObject check_json(const GateConfig& gate, const std::string& command) {
  JsonObject object;
  object.add("command", command);
  const auto found = gate.check_rules.find(command);
  if (found == gate.check_rules.end()) return object;
  const CheckRules& rules = found->second;
  if (rules.needs) object.add("needs", *rules.needs);
  if (rules.wall) object.add("wall", static_cast<std::int64_t>(rules.wall->count()));
  if (rules.memory_bytes) object.add("memory", static_cast<std::size_t>(*rules.memory_bytes));
  return object;
}

}  // namespace

std::string check_policy(const Config& config) {
  static const std::string system = system_text();
  const GateConfig& gate = config.gate;
  std::vector<JsonObject> checks;
  for (const std::string& command : gate.checks) checks.push_back(check_json(gate, command));
  JsonObject object;
  object.add("v", 1).add("system", system).add("checks", checks);
  object.add("wall", static_cast<std::int64_t>(gate.check_wall.count()));
  object.add("processes", config.limits.processes);
  object.add("memory", static_cast<std::size_t>(config.limits.memory_bytes));
  object.add("disk", static_cast<std::size_t>(config.limits.disk_bytes));
  object.add("env", object_of(gate.environment)).add("pass_env", gate.pass_environment);
  object.add("walled", has_wall(gate)).add("network", static_cast<int>(gate.network));
  object.add("proxy", gate.proxy).add("read", gate.read).add("write", gate.write).add("warm", gate.warm);
  return git::blob_id(object.text()).hex();
}

}  // namespace reeve
