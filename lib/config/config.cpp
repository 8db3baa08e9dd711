#include "config/config.h"

#include <algorithm>
#include <functional>

#include "config/config_values.h"
#include "config/toml_reader.h"

namespace reeve {

namespace {

using Texts = std::vector<std::string>;

// A key of a section: its name and what it sets. One table a section is all there is to know about its keys:
// reading and suggestions both use it.
template <typename Section>
struct Key {
  std::string name;
  std::function<void(Section&, const Entry&)> set;
};

template <typename Section>
using Keys = std::vector<Key<Section>>;

// Sets a field to what a reader gives, if it gives something.
template <typename Section, typename Field, typename Read>
auto field(Field Section::* member, Read read) {
  return [member, read](Section& section, const Entry& entry) {
    if (auto value = read(entry)) section.*member = *std::move(value);
  };
}

template <typename Section, typename Field>
auto duration(Field Section::* member, Milliseconds unit) {
  return field(member, [unit](const Entry& entry) { return read_duration(entry, unit); });
}

template <typename Section>
auto count(std::size_t Section::* member, std::size_t largest) {
  return field(member, [largest](const Entry& entry) { return read_count(entry, 1, largest); });
}

template <typename Section>
void read_keys(const Entry& table, const Keys<Section>& keys, const std::string& place, Section& section) {
  if (!table.is(TomlKind::table)) return;
  Texts names;
  for (const Key<Section>& key : keys) names.push_back(key.name);
  for (const TomlMember& member : table.value.members) {
    const std::string name = quoted(member.name) + place;
    const auto key = std::ranges::find(keys, member.name, &Key<Section>::name);
    if (key == keys.end()) {
      table.problems.add(member.position, "unknown key " + name + did_you_mean(member.name, names));
    } else {
      key->set(section, Entry{name, member.value, table.problems});
    }
  }
}

// A word that must be `available`; `planned` words are known but not there yet.
std::optional<std::string> read_choice(const Entry& entry, const std::string& what,
                                       const std::string& available, Texts planned) {
  const std::optional<std::string> word = read_text(entry);
  if (!word || word == available) return word;
  if (std::ranges::count(planned, *word) > 0) {
    entry.problems.add(
        entry.value.position,
        what + " " + quoted(*word) + " is not available in this version, use \"" + available + "\"");
  } else {
    planned.push_back(available);
    entry.problems.add(entry.value.position,
                       "unknown " + what + " " + quoted(*word) + did_you_mean(*word, planned));
  }
  return {};
}

std::optional<std::string> read_preset(const Entry& entry) {
  return read_choice(
      entry, "preset", "command",
      {"claude", "codex", "opencode", "pi", "gemini", "qwen", "copilot", "anthropic", "openai"});
}

std::optional<std::string> read_policy(const Entry& entry) {
  return read_choice(entry, "policy", "strict", {"lanes", "optimistic"});
}

// The folder of the configuration is always protected, whatever the file says.
std::optional<Texts> read_protected_paths(const Entry& entry) {
  std::optional<Texts> paths = read_globs(entry);
  if (paths) paths->insert(paths->begin(), ".reeve");
  return paths;
}

const Keys<AgentConfig>& agent_keys() {
  static const Keys<AgentConfig> keys{
      {"preset", field(&AgentConfig::preset, read_preset)},
      {"command", field(&AgentConfig::command, read_command)},
      {"model", field(&AgentConfig::model, read_text)},
      {"pass_env", field(&AgentConfig::pass_environment, read_variable_names)},
      {"env", field(&AgentConfig::environment, read_environment)},
      {"minutes", duration(&AgentConfig::wall, std::chrono::minutes(1))},
      {"idle_minutes", duration(&AgentConfig::idle, std::chrono::minutes(1))},
      {"output", field(&AgentConfig::output_bytes, read_size)},
  };
  return keys;
}

const Keys<GateConfig>& gate_keys() {
  static const Keys<GateConfig> keys{
      {"checks", field(&GateConfig::checks, read_texts)},
      {"policy", field(&GateConfig::policy, read_policy)},
      {"protected", field(&GateConfig::protected_paths, read_protected_paths)},
      {"batch", count(&GateConfig::batch, 500)},
      {"minutes", duration(&GateConfig::check_wall, std::chrono::minutes(1))},
      {"pass_env", field(&GateConfig::pass_environment, read_variable_names)},
      {"env", field(&GateConfig::environment, read_environment)},
  };
  return keys;
}

const Keys<LimitsConfig>& limits_keys() {
  static const Keys<LimitsConfig> keys{
      {"workers", count(&LimitsConfig::workers, 1'000)},
      {"attempts", count(&LimitsConfig::attempts, 100)},
      {"lost", count(&LimitsConfig::lost, 10'000)},
      {"tasks_per_plan", count(&LimitsConfig::tasks_per_plan, 100'000)},
      {"tasks_per_goal", count(&LimitsConfig::tasks_per_goal, 1'000'000)},
      {"depth", count(&LimitsConfig::depth, 20)},
      {"lease_minutes", duration(&LimitsConfig::lease, std::chrono::minutes(1))},
      {"minutes", duration(&LimitsConfig::wall, std::chrono::minutes(1))},
      {"idle_minutes", duration(&LimitsConfig::idle, std::chrono::minutes(1))},
      {"snapshot_seconds", duration(&LimitsConfig::snapshot_interval, std::chrono::seconds(1))},
      {"output", field(&LimitsConfig::output_bytes, read_size)},
      {"file_size", field(&LimitsConfig::file_bytes, read_size)},
      {"change_size", field(&LimitsConfig::change_bytes, read_size)},
  };
  return keys;
}

const Keys<HubConfig>& hub_keys() {
  static const Keys<HubConfig> keys{{"remote", field(&HubConfig::remote, read_text)},
                                    {"landing", field(&HubConfig::landing, read_text)},
                                    {"branches_per_push", count(&HubConfig::branches, 1000)}};
  return keys;
}

// A configuration under way, and the agents that roles name: these can be looked up only at the end.
struct Draft {
  Config config;
  struct Mention {
    std::string agent;
    TomlPosition position;
  };
  std::vector<Mention> mentions;
};

auto role(Texts RolesConfig::* member) {
  return [member](Draft& draft, const Entry& entry) {
    const std::optional<Texts> names = read_texts(entry);
    if (!names) return;
    draft.config.roles.*member = *names;
    for (std::size_t i = 0; i < names->size(); ++i) {
      draft.mentions.push_back({(*names)[i], entry.value.elements[i].position});
    }
  };
}

const Keys<Draft>& roles_keys() {
  static const Keys<Draft> keys{
      {"planner", role(&RolesConfig::planner)},
      {"worker", role(&RolesConfig::worker)},
      {"judge", role(&RolesConfig::judge)},
  };
  return keys;
}

bool has_member(const TomlValue& table, std::string_view name) {
  return std::ranges::find(table.members, name, &TomlMember::name) != table.members.end();
}

// Names stand in refs, commit trailers and tables.
bool is_agent_name(std::string_view name) {
  static constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
  return !name.empty() && name.size() <= 60 && name.find_first_not_of(allowed) == name.npos;
}

void read_agent(const TomlMember& member, Problems& problems, Config& config) {
  if (!is_agent_name(member.name)) {
    problems.add(member.position,
                 "agent name " + quoted(member.name) + " must be 1 to 60 letters, digits, '-', '_' and '.'");
  }
  AgentConfig agent;
  agent.name = member.name;
  const Entry entry{quoted(member.name) + " in [agents]", member.value, problems};
  read_keys(entry, agent_keys(), " in [agents." + shown(member.name) + "]", agent);
  if (member.value.kind == TomlKind::table && !has_member(member.value, "preset")) {
    problems.add(member.value.position,
                 "agent " + quoted(member.name) + " has no preset, add preset = \"command\"");
  }
  if (agent.preset == "command" && !has_member(member.value, "command")) {
    problems.add(member.value.position, "agent " + quoted(member.name) +
                                            " has no command, add command = [\"program\", \"argument\"]");
  }
  config.agents.emplace(agent.name, std::move(agent));
}

void read_agents(Draft& draft, const Entry& entry) {
  if (!entry.is(TomlKind::table)) return;
  for (const TomlMember& member : entry.value.members) read_agent(member, entry.problems, draft.config);
}

const Keys<Draft>& sections() {
  static const Keys<Draft> keys{
      {"agents", read_agents},
      {"roles",
       [](Draft& draft, const Entry& entry) { read_keys(entry, roles_keys(), " in [roles]", draft); }},
      {"gate", [](Draft& draft,
                  const Entry& entry) { read_keys(entry, gate_keys(), " in [gate]", draft.config.gate); }},
      {"hub",
       [](Draft& draft, const Entry& entry) { read_keys(entry, hub_keys(), " in [hub]", draft.config.hub); }},
      {"limits",
       [](Draft& draft, const Entry& entry) {
         read_keys(entry, limits_keys(), " in [limits]", draft.config.limits);
       }},
  };
  return keys;
}

void check_mentions(const Draft& draft, Problems& problems) {
  Texts names;
  for (const auto& [name, agent] : draft.config.agents) names.push_back(name);
  for (const auto& [name, position] : draft.mentions) {
    if (draft.config.agents.contains(name)) continue;
    problems.add(position, "no agent is named " + quoted(name) + did_you_mean(name, names));
  }
}

}  // namespace

Config parse_config(std::string_view toml, const std::string& source) {
  const TomlValue root = read_toml(toml, source);
  Problems problems(source);
  Draft draft;
  draft.config.source = source;
  read_keys(Entry{"the file", root, problems}, sections(), "", draft);
  check_mentions(draft, problems);
  problems.throw_if_any();
  return std::move(draft.config);
}

std::string hub_remote_in(std::string_view toml, const std::string& source) {
  const TomlValue root = read_toml(toml, source);
  Problems problems(source);
  HubConfig hub;
  for (const TomlMember& member : root.members) {
    if (member.name == "hub") read_keys(Entry{"'hub'", member.value, problems}, hub_keys(), " in [hub]", hub);
  }
  problems.throw_if_any();
  return hub.remote;
}

}  // namespace reeve
