#include "config/config_checks.h"

#include <algorithm>

#include "base/text.h"
#include "config/config_keys.h"

namespace reeve {

namespace {

using Texts = std::vector<std::string>;

struct CheckTable {
  std::string command;
  CheckRules rules;
  TomlPosition command_position;
  TomlPosition name_position;
  std::vector<std::pair<std::string, TomlPosition>> needs;  // names
};

std::optional<std::string> read_line(const Entry& entry) {
  std::optional<std::string> text = read_text(entry);
  if (!text || (!trim(*text).empty() && text->find('\n') == text->npos)) return text;
  entry.report(trim(*text).empty() ? "is empty" : "must be one line");
  return {};
}

void set_command(CheckTable& table, const Entry& entry) {
  std::optional<std::string> command = read_text(entry);
  if (command && trim(*command).empty()) {
    entry.report("is empty");
  } else if (command) {
    table.command = *command;
    table.command_position = entry.value.position;
  }
}

void set_name(CheckTable& table, const Entry& entry) {
  table.rules.name = read_line(entry).value_or("");
  table.name_position = entry.value.position;
}

void set_needs(CheckTable& table, const Entry& entry) {
  const std::optional<Texts> names = read_texts(entry);
  if (!names) return;
  table.rules.needs.emplace();
  for (std::size_t i = 0; i < names->size(); ++i)
    table.needs.emplace_back((*names)[i], entry.value.elements[i].position);
}

// Patterns that match nothing would switch the check off in silence.
void set_paths(CheckTable& table, const Entry& entry) {
  const std::optional<Texts> globs = read_globs(entry);
  if (globs && globs->empty()) {
    entry.report("is empty: leave it out for a check that always runs");
  } else if (globs) {
    table.rules.paths = *globs;
  }
}

const Keys<CheckTable>& check_keys() {
  static const Keys<CheckTable> keys{
      {"name", set_name},
      {"command", set_command},
      {"paths", set_paths},
      {"needs", set_needs},
      {"minutes",
       [](CheckTable& table, const Entry& entry) {
         table.rules.wall = read_duration(entry, std::chrono::minutes(1));
       }},
      {"memory", [](CheckTable& table, const Entry& entry) { table.rules.memory_bytes = read_size(entry); }},
  };
  return keys;
}

// The commands of what it needs: each by its name or its command.
void resolve_needs(CheckTable& table, const GateConfig& gate, Problems& problems) {
  for (const auto& [name, position] : table.needs) {
    if (const auto needed = command_of_check(gate, name)) {
      table.rules.needs->push_back(*needed);
    } else {
      problems.add(position,
                   "no check before it is named " + in_quotes(name) + did_you_mean_check(gate, name));
    }
  }
}

// Whether it has a command of its own, and a name of its own.
bool is_new(const CheckTable& table, const Entry& entry, const GateConfig& gate) {
  Problems& problems = entry.problems;
  if (!has_member(entry.value, "command"))
    problems.add(entry.value.position, "a [[gate.check]] has no command, add command = \"…\"");
  if (table.command.empty()) return false;
  if (std::ranges::count(gate.checks, table.command) > 0) {
    problems.add(table.command_position, "the check " + in_quotes(table.command) + " is there already");
    return false;
  }
  if (!command_of_check(gate, table.rules.name)) return true;
  problems.add(table.name_position, "another check is named " + in_quotes(table.rules.name));
  return false;
}

void read_check_table(const Entry& entry, GateConfig& gate) {
  CheckTable table;
  read_keys(entry, check_keys(), " in [[gate.check]]", table);
  if (entry.value.kind != TomlKind::table) return;
  if (table.rules.name.empty()) table.rules.name = table.command;
  resolve_needs(table, gate, entry.problems);
  if (!is_new(table, entry, gate)) return;
  gate.checks.push_back(table.command);
  gate.check_rules.emplace(table.command, table.rules);
}

}  // namespace

std::string name_of_check(const GateConfig& gate, const std::string& command) {
  const auto rules = gate.check_rules.find(command);
  return rules == gate.check_rules.end() ? command : rules->second.name;
}

std::optional<std::string> command_of_check(const GateConfig& gate, const std::string& name) {
  const auto check = std::ranges::find_if(gate.checks, [&](const std::string& command) {
    return command == name || name_of_check(gate, command) == name;
  });
  return check == gate.checks.end() ? std::nullopt : std::optional(*check);
}

std::string did_you_mean_check(const GateConfig& gate, const std::string& name) {
  Texts names;
  for (const std::string& command : gate.checks) names.push_back(name_of_check(gate, command));
  return did_you_mean(name, names);
}

void set_commands(GateConfig& gate, const Entry& list) {
  const std::optional<Texts> commands = read_texts(list);
  if (!commands) return;
  for (const std::string& command : *commands) {
    if (std::ranges::count(gate.checks, command) == 0) gate.checks.push_back(command);
  }
}

void read_check_tables(const Entry& array, GateConfig& gate) {
  if (!array.is(TomlKind::array)) return;
  for (const TomlValue& element : array.value.elements)
    read_check_table(Entry{"'check' in [gate]", element, array.problems}, gate);
}

}  // namespace reeve
