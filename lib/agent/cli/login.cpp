#include "agent/cli/login.h"

#include <algorithm>
#include <cstdlib>

#include "base/file.h"
#include "base/json.h"

namespace reeve::cli_agent {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_state_file = 1 << 20;

std::string variable(const std::string& name) {
  const char* value = name.empty() ? nullptr : std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

bool names_a_secret(std::string name) {
  for (char& letter : name)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + ('a' - 'A'));
  const auto has = [&](const char* word) { return name.find(word) != std::string::npos; };
  return has("token") || has("key") || has("secret") || name == "access" || name == "refresh";
}

void collect(const JsonValue& value, const std::string& member, std::vector<Secret>& secrets) {
  if (value.IsString() && names_a_secret(member)) secrets.push_back({"LOGIN", value.GetString()});
  if (value.IsObject()) {
    for (const auto& inner : value.GetObject()) collect(inner.value, inner.name.GetString(), secrets);
  } else if (value.IsArray()) {
    for (const JsonValue& inner : value.GetArray()) collect(inner, member, secrets);
  }
}

}  // namespace

std::vector<PassedVariable> variables_for(const CliPreset& preset, const std::string& model) {
  std::vector<PassedVariable> variables;
  std::ranges::copy_if(preset.passed, std::back_inserter(variables), [&](const PassedVariable& passed) {
    return passed.provider.empty() || model.starts_with(passed.provider + "/");
  });
  return variables;
}

bool has_key(const CliPreset& preset, const AgentConfig& agent) {
  return std::ranges::any_of(variables_for(preset, agent.model), [&](const PassedVariable& passed) {
    return passed.kind == PassedVariable::Kind::key &&
           (agent.environment.contains(passed.name) || !variable(passed.name).empty());
  });
}

std::optional<std::string> content_of(const StateFile& file) {
  const std::string chosen = variable(file.folder_variable);
  const std::string home = variable("HOME");
  if (chosen.empty() && home.empty()) return {};
  const fs::path folder = chosen.empty() ? fs::path(home) / file.folder : fs::path(chosen);
  std::error_code not_there;
  const fs::path path = fs::canonical(folder / file.from, not_there);  // people link such files
  return not_there ? std::nullopt : read_untrusted_file(path, longest_state_file);
}

bool is_wanted(const StateFile& file, const CliPreset& preset, const AgentConfig& agent) {
  return file.when == StateFile::When::always || !has_key(preset, agent);
}

std::vector<Secret> secrets_in_login(const CliPreset& preset, const AgentConfig& agent) {
  std::vector<Secret> secrets;
  for (const StateFile& file : preset.state_files) {
    if (file.from.empty() || !is_wanted(file, preset, agent)) continue;
    const auto content = content_of(file);
    const auto document = content ? try_parse_json(*content) : std::nullopt;
    if (document) collect(*document, "", secrets);
  }
  return secrets;
}

}  // namespace reeve::cli_agent
