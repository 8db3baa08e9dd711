#include "config/config.h"

#include <algorithm>

#include "config/config_agents.h"
#include "config/config_checks.h"
#include "config/config_keys.h"
#include "config/config_lens.h"
#include "config/config_limits.h"
#include "config/config_plan.h"
#include "config/config_sandbox.h"
#include "config/config_targets.h"

namespace reeve {

namespace {

using Texts = std::vector<std::string>;

std::optional<std::string> read_policy(const Entry& entry) {
  return read_word(entry, "policy", {"strict", "lanes", "optimistic"});
}

// The folder of the configuration is always protected, whatever the file says.
std::optional<Texts> read_protected_paths(const Entry& entry) {
  std::optional<Texts> paths = read_globs(entry);
  if (paths) paths->insert(paths->begin(), ".reeve");
  return paths;
}

const Keys<GateConfig>& gate_keys() {
  static const Keys<GateConfig> keys = joined<GateConfig>(
      {
          {"checks", set_commands},
          {"check", [](GateConfig&, const Entry&) {}},  // by read_check_tables(), after `checks`
          {"policy", field(&GateConfig::policy, read_policy)},
          {"protected", field(&GateConfig::protected_paths, read_protected_paths)},
          {"batch", count(&GateConfig::batch, 500)},
          {"slots", count(&GateConfig::slots, 1'000)},
          {"reruns", count_or_none(&GateConfig::reruns, 10)},
          {"reverts", count_or_none(&GateConfig::reverts, 100)},
          {"red_minutes", duration(&GateConfig::red, std::chrono::minutes(1))},
          {"minutes", duration(&GateConfig::check_wall, std::chrono::minutes(1))},
          {"warm", field(&GateConfig::warm, read_boolean)},
          {"share_receipts", field(&GateConfig::share_receipts, read_boolean)},
          {"targets", field(&GateConfig::targets, read_targets)},
          {"lens_fails", count(&GateConfig::lens_fails, 100)},
          {"pass_env", field(&GateConfig::pass_environment, read_variable_names)},
          {"env", field(&GateConfig::environment, read_environment)},
      },
      sandbox_keys<GateConfig>());
  return keys;
}

const Keys<HubConfig>& hub_keys() {
  static const Keys<HubConfig> keys{{"remote", field(&HubConfig::remote, read_text)},
                                    {"landing", field(&HubConfig::landing, read_text)},
                                    {"branches_per_push", count(&HubConfig::branches, 1000)}};
  return keys;
}

// A configuration under way, and the agents that roles name: these can be looked up only at the end.
struct ConfigDraft {
  Config config;
  AgentTables agents;
  struct Mention {
    std::string agent;
    TomlPosition position;
  };
  std::vector<Mention> mentions;
};

auto role(Texts RolesConfig::* member) {
  return [member](ConfigDraft& draft, const Entry& entry) {
    const std::optional<Texts> names = read_texts(entry);
    if (!names) return;
    draft.config.roles.*member = *names;
    for (std::size_t i = 0; i < names->size(); ++i) {
      draft.mentions.push_back({(*names)[i], entry.value.elements[i].position});
    }
  };
}

void read_lenses_of(ConfigDraft& draft, const Entry& entry) {
  std::vector<LensMention> mentions;
  if (auto lenses = read_lenses(entry, mentions)) draft.config.gate.lenses = std::move(*lenses);
  for (const LensMention& mention : mentions) draft.mentions.push_back({mention.agent, mention.position});
}

const Keys<ConfigDraft>& roles_keys() {
  static const Keys<ConfigDraft> keys{
      {"planner", role(&RolesConfig::planner)},
      {"worker", role(&RolesConfig::worker)},
      {"worker_easy", role(&RolesConfig::worker_easy)},
      {"worker_hard", role(&RolesConfig::worker_hard)},
      {"judge", role(&RolesConfig::judge)},
  };
  return keys;
}

// Those of GateConfig, and `lens`, which names agents.
const Keys<ConfigDraft>& keys_of_gate() {
  static const Keys<ConfigDraft> keys = [] {
    Keys<ConfigDraft> all;
    for (const Key<GateConfig>& key : gate_keys()) {
      all.push_back({key.name, [set = key.set](ConfigDraft& draft, const Entry& entry) {
                       set(draft.config.gate, entry);
                     }});
    }
    all.push_back({"lens", read_lenses_of});
    return all;
  }();
  return keys;
}

void read_gate(ConfigDraft& draft, const Entry& table) {
  read_keys(table, keys_of_gate(), " in [gate]", draft);
  GateConfig& gate = draft.config.gate;
  for (const TomlMember& member : table.value.members) {
    if (member.name == "check") read_check_tables({"'check' in [gate]", member.value, table.problems}, gate);
  }
}

const Keys<ConfigDraft>& sections() {
  static const Keys<ConfigDraft> keys{
      {"agents", [](ConfigDraft& draft, const Entry& entry) { read_agents(entry, draft.agents); }},
      {"prices", [](ConfigDraft& draft, const Entry& entry) { read_prices(entry, draft.agents); }},
      {"roles",
       [](ConfigDraft& draft, const Entry& entry) { read_keys(entry, roles_keys(), " in [roles]", draft); }},
      {"gate", read_gate},
      {"hub", [](ConfigDraft& draft,
                 const Entry& entry) { read_keys(entry, hub_keys(), " in [hub]", draft.config.hub); }},
      {"limits", [](ConfigDraft& draft, const Entry& entry) { read_limits(entry, draft.config.limits); }},
      {"plan", [](ConfigDraft& draft, const Entry& entry) { read_plan(entry, draft.config.plan); }},
      {"cycle", [](ConfigDraft& draft, const Entry& entry) { read_cycle(entry, draft.config.cycle); }},
      {"breaker", [](ConfigDraft& draft, const Entry& entry) { read_breaker(entry, draft.config.breaker); }},
  };
  return keys;
}

void check_mentions(const ConfigDraft& draft, Problems& problems) {
  Texts names;
  for (const auto& [name, agent] : draft.config.agents) names.push_back(name);
  for (const auto& [name, position] : draft.mentions) {
    if (draft.config.agents.contains(name)) continue;
    problems.add(position, "no agent is named " + in_quotes(name) + did_you_mean(name, names));
  }
}

}  // namespace

Config parse_config(std::string_view toml, const std::string& source) {
  const TomlValue root = read_toml(toml, source);
  Problems problems(source);
  ConfigDraft draft;
  draft.config.source = source;
  read_keys(Entry{"the file", root, problems}, sections(), "", draft);
  draft.config.agents = agents_with_prices(draft.agents, problems);
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
