#include "config/config_targets.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "config/config_keys.h"

namespace reeve {

namespace {

using Texts = std::vector<std::string>;

// A target under way: whom it needs can be looked up only when all are known.
struct TargetTable {
  BuildTarget target;
  TomlPosition position;               // of its name
  std::vector<TomlPosition> needs_at;  // of each in `needs`
};

using TargetTables = std::map<std::string, TargetTable>;

// A target that no file belongs to keeps nothing apart, and its files would be in none.
void set_target_paths(TargetTable& table, const Entry& entry) {
  const std::optional<Texts> globs = read_globs(entry);
  if (globs && globs->empty()) {
    entry.report("is empty: name the files of the target");
  } else if (globs) {
    table.target.paths = *globs;
  }
}

void set_target_needs(TargetTable& table, const Entry& entry) {
  const std::optional<Texts> names = read_texts(entry);
  if (!names) return;
  table.target.needs = *names;
  for (const TomlValue& element : entry.value.elements) table.needs_at.push_back(element.position);
}

const Keys<TargetTable>& target_keys() {
  static const Keys<TargetTable> keys{{"paths", set_target_paths}, {"needs", set_target_needs}};
  return keys;
}

TargetTable read_target(const TomlMember& member, Problems& problems) {
  TargetTable table;
  table.position = member.position;
  const Entry entry{in_quotes(member.name) + " in [gate.targets]", member.value, problems};
  check_name(member, "target", problems);
  if (member.value.kind == TomlKind::array) {
    set_target_paths(table, entry);
  } else if (member.value.kind == TomlKind::table) {
    read_keys(entry, target_keys(), " in [gate.targets." + shown(member.name) + "]", table);
    if (!has_member(member.value, "paths")) entry.report("has no paths, add paths = [\"…\"]");
  } else {
    entry.report("must be an array of path patterns or a table with 'paths' and 'needs', not " +
                 std::string(describe(member.value.kind)));
  }
  return table;
}

void check_needs(const TargetTables& tables, Problems& problems) {
  Texts names;
  for (const auto& [name, table] : tables) names.push_back(name);
  for (const auto& [name, table] : tables) {
    for (std::size_t i = 0; i < table.target.needs.size(); ++i) {
      const std::string& needed = table.target.needs[i];
      if (tables.contains(needed)) continue;
      problems.add(table.needs_at[i],
                   "no target is named " + in_quotes(needed) + did_you_mean(needed, names));
    }
  }
}

// All that a target needs, and what that needs.
std::set<std::string> needed_by(const TargetTables& tables, const std::string& name) {
  std::set<std::string> needed;
  Texts open{name};
  while (!open.empty()) {
    const auto table = tables.find(open.back());
    open.pop_back();
    if (table == tables.end()) continue;
    for (const std::string& next : table->second.target.needs)
      if (needed.insert(next).second) open.push_back(next);
  }
  return needed;
}

// Nothing is made from itself. One word for a circle, at its member that comes first by name.
void check_circles(const TargetTables& tables, Problems& problems) {
  std::set<std::string> told;
  for (const auto& [name, table] : tables) {
    const std::set<std::string> needed = needed_by(tables, name);
    if (!needed.contains(name) || told.contains(name)) continue;
    told.insert(needed.begin(), needed.end());
    Texts through;
    for (const std::string& other : needed)
      if (other != name && needed_by(tables, other).contains(name)) through.push_back(in_quotes(other));
    problems.add(table.position, "target " + in_quotes(name) + " needs itself" +
                                     (through.empty() ? "" : ", by way of " + join(through, " and ")));
  }
}

}  // namespace

std::optional<BuildTargets> read_targets(const Entry& entry) {
  if (!entry.is(TomlKind::table)) return {};
  TargetTables tables;
  for (const TomlMember& member : entry.value.members)
    tables.emplace(member.name, read_target(member, entry.problems));
  check_needs(tables, entry.problems);
  check_circles(tables, entry.problems);
  BuildTargets targets;
  for (auto& [name, table] : tables) targets.emplace(name, std::move(table.target));
  return targets;
}

}  // namespace reeve
