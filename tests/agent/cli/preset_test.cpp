// The table of coding CLIs.
#include "agent/cli/preset.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "agent/cli/login.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "config/config.h"
#include "support/catch.h"

namespace preset_test {

using namespace reeve;
using namespace reeve::cli_agent;

namespace {

// The names between braces, "{" before a letter alone: JSON has braces of its own.
std::set<std::string> placeholders_in(const std::string& text) {
  std::set<std::string> names;
  for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    const std::string name = text.substr(open + 1, close == text.npos ? close : close - open - 1);
    if (!name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == name.npos)
      names.insert(name);
  }
  return names;
}

std::vector<std::string> texts_of(const CliPreset& preset) {
  std::vector<std::string> texts;
  for (const Words& words : preset.words) texts.insert(texts.end(), words.begin(), words.end());
  for (const auto& [name, value] : preset.set) texts.push_back(value);
  for (const StateFile& file : preset.state_files) texts.push_back(file.text);
  return texts;
}

Values all_values() {
  Values values;
  for (const std::string& name : known_placeholders()) values[name] = "<" + name + ">";
  values.erase("arguments");
  return values;
}

std::string line_of(const std::string& preset, const Values& values, Wall wall = Wall::none) {
  return join(command_line_of(*cli_preset(preset), {}, {"--mine"}, values, wall), " ");
}

class Variable {
 public:
  Variable(const std::string& name, const std::string& value) : name_(name) {
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  ~Variable() { ::unsetenv(name_.c_str()); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  std::string name_;
};

}  // namespace

TEST_CASE("the table has every coding CLI that the configuration knows, and no other") {
  std::vector<std::string> names;
  for (const CliPreset& preset : cli_presets()) names.push_back(preset.name);
  for (const char* other : {"anthropic", "openai", "command"}) {
    CHECK(cli_preset(other) == nullptr);
    names.emplace_back(other);
  }
  CHECK(names == agent_presets());
}

TEST_CASE("every placeholder of the table is known, and every known one is used") {
  std::set<std::string> used;
  for (const CliPreset& preset : cli_presets()) {
    for (const std::string& text : texts_of(preset)) used.merge(placeholders_in(text));
    CHECK(std::ranges::count(preset.words, Words{"{arguments}"}) == 1);
  }
  CHECK(used == std::set<std::string>(known_placeholders().begin(), known_placeholders().end()));
}

TEST_CASE("command lines with everything that can be said") {
  const Values values = all_values();
  CHECK(line_of("claude", values) ==
        "claude -p --output-format stream-json --verbose --model <model> --permission-mode acceptEdits "
        "--allowedTools Bash Edit Write Read --add-dir <folder> --max-turns <turns> --max-budget-usd <cost> "
        "--resume <session> --mine");
  CHECK(line_of("codex", values) ==
        "codex exec --json --skip-git-repo-check -s workspace-write --add-dir <out> -m <model> --mine resume "
        "<session> -");
  CHECK(
      line_of("codex", values, Wall::ours) ==
      "codex exec --json --skip-git-repo-check --dangerously-bypass-approvals-and-sandbox -m <model> --mine "
      "resume <session> -");
  CHECK(line_of("opencode", values) == "opencode run --format json --auto -m <model> -s <session> --mine");
  CHECK(line_of("pi", values) ==
        "pi -p --mode json --session-dir <home>/.pi/sessions --provider <provider> --model <model_name> "
        "--session <session> --mine");
  CHECK(line_of("gemini", values) ==
        "gemini -o stream-json --approval-mode yolo --skip-trust -m <model> --include-directories <out> "
        "--resume <session> --mine");
  CHECK(line_of("qwen", values) ==
        "qwen --auth-type <auth> -y -o stream-json -m <model> --max-session-turns <turns> "
        "--include-directories <out> --resume <session> --mine");
  CHECK(line_of("copilot", values) ==
        "copilot --output-format json --allow-all --no-ask-user --no-auto-update --model <model> "
        "--usage-output-file <usage_file> --resume=<session> --mine");
}

TEST_CASE("options without a value are left out, and a model with braces is a model") {
  Values values = all_values();
  values["session"] = values["cost"] = values["provider"] = "";
  values["model"] = "{out}";
  CHECK(line_of("codex", values) ==
        "codex exec --json --skip-git-repo-check -s workspace-write --add-dir <out> -m {out} --mine -");
  CHECK(line_of("pi", values) ==
        "pi -p --mode json --session-dir <home>/.pi/sessions --model <model_name> --mine");
  CHECK(join(command_line_of(*cli_preset("opencode"), {"npx", "opencode"}, {}, values, Wall::none), " ") ==
        "npx opencode run --format json --auto -m {out}");
}

TEST_CASE("files with text are JSON, and every private folder lies below the private home") {
  for (const CliPreset& preset : cli_presets()) {
    INFO(preset.name);
    for (const StateFile& file : preset.state_files) {
      CHECK(file.from.empty() != file.text.empty());
      CHECK(!file.path.starts_with("/"));
      Values values = all_values();
      values["turns"] = "7";
      if (!file.text.empty()) CHECK(try_parse_json(trim(fill(file.text, values))));
    }
    for (const auto& [name, value] : preset.set) {
      if (value.find('/') != value.npos) CHECK(value.starts_with("{home}/"));
    }
  }
}

TEST_CASE("a key is passed for the provider of the model alone") {
  const auto names = [](const std::string& model) {
    std::vector<std::string> texts;
    for (const PassedVariable& variable : variables_for(*cli_preset("pi"), model))
      texts.push_back(variable.name);
    return join(texts, " ");
  };
  CHECK(names("anthropic/claude-x") == "ANTHROPIC_API_KEY");
  CHECK(names("openai/gpt-x") == "OPENAI_API_KEY");
  CHECK(names("mine/model").empty());
}

TEST_CASE("who has no key set gets a copy of the login, and its tokens are secrets") {
  const TemporaryFolder folder;
  const Variable place("CODEX_HOME", folder.path().string());
  ::unsetenv("OPENAI_API_KEY");
  ::unsetenv("CODEX_API_KEY");
  write_file(folder.path() / "auth.json",
             R"({"OPENAI_API_KEY":null,"tokens":{"access_token":"eyJ-abcdefgh","account_id":"person-123"}})");
  const CliPreset& codex = *cli_preset("codex");
  const StateFile& login = codex.state_files.front();
  AgentConfig agent;
  agent.preset = "codex";
  CHECK(is_wanted(login, codex, agent));
  CHECK(content_of(login).value_or("").find("eyJ-abcdefgh") != std::string::npos);
  const auto secrets = secrets_in_login(codex, agent);
  REQUIRE(secrets.size() == 1);
  CHECK(secrets.front().value == "eyJ-abcdefgh");

  const Variable key("CODEX_API_KEY", "sk-of-the-person");
  CHECK_FALSE(is_wanted(login, codex, agent));
  CHECK(secrets_in_login(codex, agent).empty());
}

}  // namespace preset_test
