#include "config/quarantine.h"

#include <algorithm>

#include "base/text.h"
#include "config/config_checks.h"
#include "config/config_keys.h"

namespace reeve {

namespace {

struct QuarantineDraft {
  std::string name;
  TomlPosition name_position;
  Quarantined entry;
};

std::optional<std::string> read_day(const Entry& entry) {
  const TomlValue& value = entry.value;
  if (value.kind == TomlKind::time && !value.text.empty()) return value.text;
  entry.report("must be a date such as 2026-12-24, in UTC");
  return {};
}

std::optional<std::string> read_reason(const Entry& entry) {
  std::optional<std::string> text = read_text(entry);
  if (!text || !trim(*text).empty()) return text;
  entry.report("is empty");
  return {};
}

void set_quarantined_name(QuarantineDraft& draft, const Entry& entry) {
  draft.name = read_text(entry).value_or("");
  draft.name_position = entry.value.position;
}

const Keys<QuarantineDraft>& quarantine_keys() {
  static const Keys<QuarantineDraft> keys{
      {"name", set_quarantined_name},
      {"until",
       [](QuarantineDraft& draft, const Entry& entry) { draft.entry.until = read_day(entry).value_or(""); }},
      {"reason", [](QuarantineDraft& draft,
                    const Entry& entry) { draft.entry.reason = read_reason(entry).value_or(""); }},
  };
  return keys;
}

struct File {
  const GateConfig& gate;
  std::vector<Quarantined> entries;
};

void read_check(const Entry& table, File& file) {
  QuarantineDraft draft;
  read_keys(table, quarantine_keys(), " in [[check]]", draft);
  if (table.value.kind != TomlKind::table) return;
  for (const char* key : {"name", "until", "reason"})
    if (!has_member(table.value, key))
      table.problems.add(table.value.position, "a [[check]] has no '" + std::string(key) + "'");
  if (draft.name.empty()) return;
  const auto command = command_of_check(file.gate, draft.name);
  if (!command) {
    table.problems.add(draft.name_position, "no check of [gate] is named " + in_quotes(draft.name) +
                                                did_you_mean_check(file.gate, draft.name));
    return;
  }
  draft.entry.command = *command;
  if (std::ranges::count(file.entries, *command, &Quarantined::command) > 0) {
    table.problems.add(draft.name_position, "the check " + in_quotes(draft.name) + " is there already");
  } else {
    file.entries.push_back(draft.entry);
  }
}

void read_checks(File& file, const Entry& array) {
  if (!array.is(TomlKind::array)) return;
  for (const TomlValue& element : array.value.elements)
    read_check(Entry{"'check'", element, array.problems}, file);
}

}  // namespace

std::vector<Quarantined> parse_quarantine(std::string_view toml, const std::string& source,
                                          const GateConfig& gate) {
  static const Keys<File> keys{{"check", read_checks}};
  const TomlValue root = read_toml(toml, source);
  Problems problems(source);
  File file{gate, {}};
  read_keys(Entry{"the file", root, problems}, keys, "", file);
  problems.throw_if_any();
  return file.entries;
}

const Quarantined* quarantine_of(const Config& config, const std::string& command) {
  const auto entry = std::ranges::find(config.quarantine, command, &Quarantined::command);
  return entry == config.quarantine.end() ? nullptr : &*entry;
}

// Both as "2026-12-24…", which sort as the days they are.
bool is_in_force(const Quarantined& entry, TimePoint now) {
  return format_time(now).substr(0, entry.until.size()) <= entry.until;
}

}  // namespace reeve
