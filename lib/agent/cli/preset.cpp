#include "agent/cli/preset.h"

#include <algorithm>

namespace reeve::cli_agent {

namespace {

using Kind = PassedVariable::Kind;
using When = StateFile::When;

// `acceptEdits` with named tools instead of skipping permissions: as root, claude refuses to skip them. It
// reads and writes outside its folder only where --add-dir says so, and the result file lies outside. Ten
// retries, its default, take longer than a minute for a key that is wrong.
CliPreset claude() {
  return {.name = "claude",
          .reader = ReaderKind::claude,
          .program = {"claude"},
          .words = {{"-p", "--output-format", "stream-json", "--verbose"},
                    {"--model", "{model}"},
                    {"--permission-mode", "acceptEdits"},
                    {"--allowedTools", "Bash", "Edit", "Write", "Read"},
                    {"--add-dir", "{folder}"},
                    {"--max-turns", "{turns}"},
                    {"--max-budget-usd", "{cost}"},
                    {"--resume", "{session}"},
                    {"{arguments}"}},
          .passed = {{"ANTHROPIC_API_KEY"},
                     {"ANTHROPIC_AUTH_TOKEN"},
                     {"CLAUDE_CODE_OAUTH_TOKEN"},
                     {"ANTHROPIC_BASE_URL", Kind::plain}},
          .set = {{"CLAUDE_CONFIG_DIR", "{home}/.claude"},
                  {"CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"},
                  {"CLAUDE_CODE_MAX_RETRIES", "2"}},
          .state_folders = {".claude"},
          .state_files = {{.path = ".claude/.credentials.json",
                           .from = ".credentials.json",
                           .folder_variable = "CLAUDE_CONFIG_DIR",
                           .folder = ".claude"}}};
}

// CODEX_HOME must exist, and must not lie below TMPDIR: every command of the agent fails then. Its own
// sandbox lets it write to its folder and TMPDIR alone, so the folder of the result file is added. Options
// of `exec` must stand before `resume`, which does not take all of them. Behind our wall it cannot build its
// own: every command ends with "setting up uid map: Operation not permitted", and codex still with 0.
CliPreset codex() {
  return {.name = "codex",
          .reader = ReaderKind::codex,
          .program = {"codex"},
          .words = {{"exec", "--json", "--skip-git-repo-check"},
                    {"{wall}"},
                    {"-m", "{model}"},
                    {"{arguments}"},
                    {"resume", "{session}"},
                    {"-"}},
          .passed = {{"CODEX_API_KEY"}, {"OPENAI_API_KEY"}},
          .set = {{"CODEX_HOME", "{home}/.codex"}},
          .state_folders = {".codex"},
          .state_files = {{.path = ".codex/auth.json",
                           .from = "auth.json",
                           .folder_variable = "CODEX_HOME",
                           .folder = ".codex"}},
          .walled = {"--dangerously-bypass-approvals-and-sandbox"},
          .unwalled = {"-s", "workspace-write", "--add-dir", "{out}"},
          .counts_session = true};
}

std::vector<PassedVariable> keys_of_providers() {
  return {{"ANTHROPIC_API_KEY", Kind::key, "anthropic"}, {"OPENAI_API_KEY", Kind::key, "openai"},
          {"GEMINI_API_KEY", Kind::key, "google"},       {"OPENROUTER_API_KEY", Kind::key, "openrouter"},
          {"DEEPSEEK_API_KEY", Kind::key, "deepseek"},   {"MISTRAL_API_KEY", Kind::key, "mistral"},
          {"GROQ_API_KEY", Kind::key, "groq"},           {"XAI_API_KEY", Kind::key, "xai"},
          {"CEREBRAS_API_KEY", Kind::key, "cerebras"},   {"OPENCODE_API_KEY", Kind::key, "opencode"},
          {"GITHUB_TOKEN", Kind::key, "github-copilot"}};
}

std::vector<PassedVariable> opencode_variables() {
  std::vector<PassedVariable> variables = keys_of_providers();
  variables.push_back({"GOOGLE_GENERATIVE_AI_API_KEY", Kind::key, "google"});
  variables.push_back({"OPENCODE_CONFIG_CONTENT"});  // may hold keys
  return variables;
}

// Without --auto it declines by itself whatever its configuration wants to be asked for.
CliPreset opencode() {
  return {.name = "opencode",
          .reader = ReaderKind::opencode,
          .program = {"opencode"},
          .words = {{"run", "--format", "json", "--auto"},
                    {"-m", "{model}"},
                    {"-s", "{session}"},
                    {"{arguments}"}},
          .passed = opencode_variables(),
          .set = {{"XDG_CONFIG_HOME", "{home}/.config"},
                  {"XDG_DATA_HOME", "{home}/.local/share"},
                  {"XDG_CACHE_HOME", "{home}/.cache"},
                  {"XDG_STATE_HOME", "{home}/.local/state"},
                  {"OPENCODE_DISABLE_AUTOUPDATE", "1"},
                  {"OPENCODE_DISABLE_MODELS_FETCH", "1"}},
          .state_folders = {".config", ".local/share/opencode", ".cache", ".local/state"},
          .state_files = {{.path = ".local/share/opencode/auth.json",
                           .from = "opencode/auth.json",
                           .folder_variable = "XDG_DATA_HOME",
                           .folder = ".local/share"}}};
}

// Its exit code is 0 for most failures. models.json says what providers of the person's own are.
CliPreset pi() {
  return {.name = "pi",
          .reader = ReaderKind::pi,
          .program = {"pi"},
          .words = {{"-p", "--mode", "json"},
                    {"--session-dir", "{home}/.pi/sessions"},
                    {"--provider", "{provider}"},
                    {"--model", "{model_name}"},
                    {"--session", "{session}"},
                    {"{arguments}"}},
          .passed = keys_of_providers(),
          .set = {{"PI_CODING_AGENT_DIR", "{home}/.pi/agent"}, {"PI_OFFLINE", "1"}},
          .state_folders = {".pi/agent", ".pi/sessions"},
          .state_files = {{.path = ".pi/agent/auth.json",
                           .from = "auth.json",
                           .folder_variable = "PI_CODING_AGENT_DIR",
                           .folder = ".pi/agent"},
                          {.path = ".pi/agent/models.json",
                           .from = "models.json",
                           .folder_variable = "PI_CODING_AGENT_DIR",
                           .folder = ".pi/agent",
                           .when = When::always}}};
}

// Without a settings file it ends with code 41 as soon as its address is another one, and without
// --skip-trust with 55 in every folder that it does not know.
CliPreset gemini() {
  return {.name = "gemini",
          .reader = ReaderKind::gemini,
          .program = {"gemini"},
          .words = {{"-o", "stream-json", "--approval-mode", "yolo", "--skip-trust"},
                    {"-m", "{model}"},
                    {"--include-directories", "{out}"},
                    {"--resume", "{session}"},
                    {"{arguments}"}},
          .passed = {{"GEMINI_API_KEY"}, {"GOOGLE_GEMINI_BASE_URL", Kind::plain}},
          .set = {{"GEMINI_CLI_HOME", "{home}"}},
          .state_folders = {".gemini"},
          .state_files = {{.path = ".gemini/settings.json",
                           .when = When::always,
                           .text = R"({"security":{"auth":{"selectedType":"{auth}"}},)"
                                   R"("model":{"maxSessionTurns":{turns}},)"
                                   R"("general":{"disableAutoUpdate":true},)"
                                   R"("privacy":{"usageStatisticsEnabled":false}})"
                                   "\n"},
                          {.path = ".gemini/oauth_creds.json",
                           .from = ".gemini/oauth_creds.json",
                           .folder_variable = "GEMINI_CLI_HOME"},
                          {.path = ".gemini/google_accounts.json",
                           .from = ".gemini/google_accounts.json",
                           .folder_variable = "GEMINI_CLI_HOME"}},
          .auth_with_key = "gemini-api-key",
          .auth_with_login = "oauth-personal"};
}

CliPreset qwen() {
  return {.name = "qwen",
          .reader = ReaderKind::qwen,
          .program = {"qwen"},
          .words = {{"--auth-type", "{auth}"},
                    {"-y", "-o", "stream-json"},
                    {"-m", "{model}"},
                    {"--max-session-turns", "{turns}"},
                    {"--include-directories", "{out}"},
                    {"--resume", "{session}"},
                    {"{arguments}"}},
          .passed = {{"OPENAI_API_KEY"}, {"OPENAI_BASE_URL", Kind::plain}},
          .set = {{"QWEN_HOME", "{home}/.qwen"}},
          .state_folders = {".qwen"},
          .state_files = {{.path = ".qwen/oauth_creds.json",
                           .from = "oauth_creds.json",
                           .folder_variable = "QWEN_HOME",
                           .folder = ".qwen"}},
          .auth_with_key = "openai",
          .auth_with_login = "qwen-oauth"};
}

// Tokens are in the usage file alone. COPILOT_OFFLINE is for who brings a provider: with a login of GitHub it
// would have no model.
CliPreset copilot() {
  return {.name = "copilot",
          .reader = ReaderKind::copilot,
          .program = {"copilot"},
          .words = {{"--output-format", "json", "--allow-all", "--no-ask-user", "--no-auto-update"},
                    {"--model", "{model}"},
                    {"--usage-output-file", "{usage_file}"},
                    {"--resume={session}"},
                    {"{arguments}"}},
          .passed = {{"COPILOT_PROVIDER_API_KEY"},
                     {"COPILOT_GITHUB_TOKEN"},
                     {"GH_TOKEN"},
                     {"GITHUB_TOKEN"},
                     {"COPILOT_PROVIDER_BASE_URL", Kind::plain},
                     {"COPILOT_PROVIDER_TYPE", Kind::plain},
                     {"COPILOT_PROVIDER_WIRE_API", Kind::plain},
                     {"COPILOT_OFFLINE", Kind::plain}},
          .set = {{"COPILOT_HOME", "{home}/.copilot"}, {"COPILOT_AUTO_UPDATE", "false"}},
          .state_folders = {".copilot"},
          .state_files = {{.path = ".copilot/config.json",
                           .from = "config.json",
                           .folder_variable = "COPILOT_HOME",
                           .folder = ".copilot"}}};
}

// Whether every placeholder in `text` has a value.
bool is_complete(const std::string& text, const Values& values) {
  return std::ranges::all_of(values, [&](const auto& value) {
    return !value.second.empty() || text.find("{" + value.first + "}") == std::string::npos;
  });
}

}  // namespace

const std::vector<std::string>& known_placeholders() {
  static const std::vector<std::string> names{"model",   "provider",  "model_name", "turns", "cost",
                                              "session", "home",      "folder",     "out",   "usage_file",
                                              "auth",    "arguments", "wall"};
  return names;
}

const std::vector<CliPreset>& cli_presets() {
  static const std::vector<CliPreset> presets{claude(), codex(), opencode(), pi(),
                                              gemini(), qwen(),  copilot()};
  return presets;
}

const CliPreset* cli_preset(std::string_view name) {
  const auto preset = std::ranges::find(cli_presets(), name, &CliPreset::name);
  return preset == cli_presets().end() ? nullptr : &*preset;
}

// In one pass: a model that is called "{out}" is a model.
std::string fill(std::string_view text, const Values& values) {
  std::string filled;
  for (std::size_t position = 0; position < text.size();) {
    const auto close = text[position] == '{' ? text.find('}', position) : std::string_view::npos;
    const auto value = close == std::string_view::npos
                           ? values.end()
                           : values.find(std::string(text.substr(position + 1, close - position - 1)));
    filled += value == values.end() ? text.substr(position, 1) : std::string_view(value->second);
    position = value == values.end() ? position + 1 : close + 1;
  }
  return filled;
}

std::vector<std::string> command_line_of(const CliPreset& preset, const std::vector<std::string>& program,
                                         const std::vector<std::string>& arguments, const Values& values,
                                         Wall wall) {
  std::vector<std::string> line = program.empty() ? preset.program : program;
  for (const Words& group : preset.words) {
    const Words& words =
        group == Words{"{wall}"} ? (wall == Wall::ours ? preset.walled : preset.unwalled) : group;
    if (words == Words{"{arguments}"}) {
      line.insert(line.end(), arguments.begin(), arguments.end());
      continue;
    }
    if (!std::ranges::all_of(words, [&](const auto& word) { return is_complete(word, values); })) continue;
    for (const std::string& word : words) line.push_back(fill(word, values));
  }
  return line;
}

}  // namespace reeve::cli_agent
