#include "config/config_agents.h"

#include <algorithm>

#include "config/config_keys.h"
#include "config/config_sandbox.h"

namespace reeve {

namespace {

using Texts = std::vector<std::string>;

bool is_one_of(std::string_view word, const Texts& words) {
  return std::ranges::count(words, word) > 0;
}

bool is_coding_cli(const AgentConfig& agent) {
  return !agent.preset.empty() && agent.preset != "command" && !calls_a_model_itself(agent);
}

// These say themselves what they cost; the others give tokens alone.
bool says_its_cost(const AgentConfig& agent) {
  return is_one_of(agent.preset, {"claude", "opencode", "pi", "command"});
}

std::optional<std::string> read_preset(const Entry& entry) {
  return read_word(entry, "preset", agent_presets());
}

std::optional<std::string> read_address(const Entry& entry) {
  std::optional<std::string> address = read_text(entry);
  if (!address || address->starts_with("http://") || address->starts_with("https://")) return address;
  entry.report("must be an address such as \"http://127.0.0.1:8000\", not " + in_quotes(*address));
  return {};
}

std::optional<std::string> read_model(const Entry& entry) {
  std::optional<std::string> model = read_text(entry);
  if (!model || model->empty() || (model->front() != '-' && model->find('\n') == model->npos)) return model;
  entry.report("is no name of a model: " + in_quotes(*model));
  return {};
}

std::optional<std::string> read_key_variable(const Entry& entry) {
  std::optional<std::string> name = read_text(entry);
  if (!name || is_variable_name(*name)) return name;
  entry.report("must be the name of a variable, or \"none\", not " + in_quotes(*name));
  return {};
}

void set_tools(AgentConfig& agent, const Entry& entry) {
  const auto word = read_word(entry, "tools", {"bash", "none"});
  if (word) agent.tools = *word == "none" ? AgentTools::none : AgentTools::bash;
}

const Keys<AgentConfig>& agent_keys() {
  static const Keys<AgentConfig> keys = joined<AgentConfig>(
      {
          {"preset", field(&AgentConfig::preset, read_preset)},
          {"command", field(&AgentConfig::command, read_command)},
          {"args", field(&AgentConfig::arguments, read_texts)},
          {"model", field(&AgentConfig::model, read_model)},
          {"base_url", field(&AgentConfig::base_url, read_address)},
          {"key_env", field(&AgentConfig::key_variable, read_key_variable)},
          {"pass_env", field(&AgentConfig::pass_environment, read_variable_names)},
          {"env", field(&AgentConfig::environment, read_environment)},
          {"minutes", duration(&AgentConfig::wall, std::chrono::minutes(1))},
          {"idle_minutes", duration(&AgentConfig::idle, std::chrono::minutes(1))},
          {"output", field(&AgentConfig::output_bytes, read_size)},
          {"turns",
           field(&AgentConfig::turns, [](const Entry& entry) { return read_count(entry, 1, 1'000'000); })},
          {"tokens", field(&AgentConfig::tokens, read_tokens)},
          {"cost", field(&AgentConfig::cost, read_money)},
          {"answer_tokens", count(&AgentConfig::answer_tokens, 1'000'000)},
          {"tools", set_tools},
      },
      sandbox_keys<AgentConfig>());
  return keys;
}

const Keys<Price>& price_keys() {
  static const Keys<Price> keys{
      {"input", field(&Price::input, read_price)},
      {"cache_read", field(&Price::cache_read, read_price)},
      {"cache_write", field(&Price::cache_write, read_price)},
      {"output", field(&Price::output, read_price)},
  };
  return keys;
}

// Keys that are missing, and keys that mean nothing with this preset: silence would let a person believe that
// they do.
void check_agent(const AgentConfig& agent, const TomlValue& table, Problems& problems) {
  const std::string name = "agent " + in_quotes(agent.name);
  const auto report = [&](const std::string& what) { problems.add(table.position, name + what); };
  if (!has_member(table, "preset")) report(" has no preset, add preset = \"command\"");
  if (agent.preset == "command" && !has_member(table, "command")) {
    report(" has no command, add command = [\"program\", \"argument\"]");
  }
  if (!agent.preset.empty() && agent.preset != "command" && agent.model.empty()) {
    report(" names no model, add model = \"…\"");
  }
  const auto only_for = [&](const std::string& key, bool fits, const std::string& whom) {
    if (has_member(table, key) && !fits && !agent.preset.empty()) {
      report(" has '" + key + "', which is for " + whom);
    }
  };
  only_for("command", !calls_a_model_itself(agent), "programs, not for preset \"" + agent.preset + "\"");
  only_for("args", is_coding_cli(agent), "coding CLIs; put them into 'command'");
  for (const char* key : {"base_url", "key_env", "answer_tokens", "tools"}) {
    only_for(key, calls_a_model_itself(agent), "the presets \"anthropic\" and \"openai\"");
  }
}

void read_agent(const TomlMember& member, Problems& problems, AgentTables& tables) {
  check_name(member, "agent", problems);
  // As in task/policy.h, which no configuration needs to know otherwise.
  if (member.name == "me")
    problems.add(member.position,
                 "agent name 'me' is reserved for the person of 'git reeve work --agent me'");
  AgentConfig agent;
  agent.name = member.name;
  const Entry entry{in_quotes(member.name) + " in [agents]", member.value, problems};
  read_keys(entry, agent_keys(), " in [agents." + shown(member.name) + "]", agent);
  if (member.value.kind == TomlKind::table) check_agent(agent, member.value, problems);
  tables.agents.push_back({std::move(agent), member.position});
}

void read_one_price(const TomlMember& member, Problems& problems, AgentTables& tables) {
  const Entry entry{in_quotes(member.name) + " in [prices]", member.value, problems};
  Price price;
  if (member.value.kind == TomlKind::text) {
    if (member.value.text != "free") entry.report("must be a table of prices, or \"free\"");
  } else if (member.value.kind == TomlKind::table) {
    read_keys(entry, price_keys(), " in [prices." + shown(member.name) + "]", price);
    for (const char* key : {"input", "output"}) {
      if (!has_member(member.value, key)) entry.report(std::string("has no '") + key + "'");
    }
    if (!has_member(member.value, "cache_read")) price.cache_read = price.input;
    if (!has_member(member.value, "cache_write")) price.cache_write = price.input;
  } else {
    entry.report("must be a table of prices, or \"free\"");
  }
  tables.prices[member.name] = price;
}

std::string price_hint(const std::string& model) {
  return "[prices.\"" + model + "\"] with input and output, for a million tokens; or \"" + model +
         "\" = \"free\" in [prices]";
}

}  // namespace

const std::vector<std::string>& agent_presets() {
  static const Texts presets{"claude", "codex",   "opencode",  "pi",     "gemini",
                             "qwen",   "copilot", "anthropic", "openai", "command"};
  return presets;
}

bool calls_a_model_itself(const AgentConfig& agent) {
  return agent.preset == "anthropic" || agent.preset == "openai";
}

void read_agents(const Entry& table, AgentTables& tables) {
  if (!table.is(TomlKind::table)) return;
  for (const TomlMember& member : table.value.members) read_agent(member, table.problems, tables);
}

void read_prices(const Entry& table, AgentTables& tables) {
  if (!table.is(TomlKind::table)) return;
  for (const TomlMember& member : table.value.members) read_one_price(member, table.problems, tables);
}

std::map<std::string, AgentConfig> agents_with_prices(const AgentTables& tables, Problems& problems) {
  std::map<std::string, AgentConfig> agents;
  for (const auto& [draft, position] : tables.agents) {
    AgentConfig agent = draft;
    const auto price = tables.prices.find(agent.model);
    if (price != tables.prices.end() && !agent.model.empty()) agent.price = price->second;
    if (!agent.price && !agent.model.empty() && !agent.preset.empty() && !says_its_cost(agent)) {
      problems.add(position, "the price of model " + in_quotes(agent.model) + " is not known, add " +
                                 price_hint(shown(agent.model)));
    }
    agents.emplace(agent.name, std::move(agent));
  }
  return agents;
}

}  // namespace reeve
