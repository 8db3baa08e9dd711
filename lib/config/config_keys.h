// Sections of a configuration as tables of keys: a key's name and what it sets. One table a section is all
// there is to know about its keys: reading and suggestions both use it.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "config/config_values.h"
#include "config/toml_reader.h"

namespace reeve {

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

// The same, and 0 is one of them.
template <typename Section>
auto count_or_none(std::size_t Section::* member, std::size_t largest) {
  return field(member, [largest](const Entry& entry) { return read_count(entry, 0, largest); });
}

template <typename Section>
void read_keys(const Entry& table, const Keys<Section>& keys, const std::string& place, Section& section) {
  if (!table.is(TomlKind::table)) return;
  std::vector<std::string> names;
  for (const Key<Section>& key : keys) names.push_back(key.name);
  for (const TomlMember& member : table.value.members) {
    const std::string name = in_quotes(member.name) + place;
    const auto key = std::ranges::find(keys, member.name, &Key<Section>::name);
    if (key == keys.end()) {
      table.problems.add(member.position, "unknown key " + name + did_you_mean(member.name, names));
    } else {
      key->set(section, Entry{name, member.value, table.problems});
    }
  }
}

inline bool has_member(const TomlValue& table, std::string_view name) {
  return std::ranges::find(table.members, name, &TomlMember::name) != table.members.end();
}

}  // namespace reeve
