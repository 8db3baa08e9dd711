#include "config/config_lens.h"

#include <algorithm>

#include "config/config_keys.h"

namespace reeve {

namespace {

// What a name may be that becomes a part of file names and of trailers.
bool is_name(const std::string& name) {
  constexpr std::size_t longest_name = 60;
  const auto is_fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !name.empty() && name.size() <= longest_name && name.front() != '-' &&
         std::ranges::all_of(name, is_fine);
}

std::optional<std::string> read_name(const Entry& entry) {
  std::optional<std::string> name = read_text(entry);
  if (!name || is_name(*name)) return name;
  entry.report("must be 1 to 60 letters, digits, '-' and '_', not " + in_quotes(*name));
  return {};
}

std::optional<bool> read_switch(const Entry& entry) {
  if (!entry.is(TomlKind::boolean)) return {};
  return entry.value.boolean;
}

// One name, or several.
void read_agents_of(LensConfig& lens, const Entry& entry, std::vector<LensMention>& mentions) {
  if (entry.value.kind == TomlKind::text) {
    lens.agents = {entry.value.text};
    mentions.push_back({entry.value.text, entry.value.position});
    return;
  }
  const auto names = read_texts(entry);
  if (!names) return;
  lens.agents = *names;
  for (std::size_t i = 0; i < names->size(); ++i)
    mentions.push_back({(*names)[i], entry.value.elements[i].position});
}

Keys<LensConfig> lens_keys(std::vector<LensMention>& mentions) {
  return {
      {"name", field(&LensConfig::name, read_name)},
      {"agent", [&mentions](LensConfig& lens, const Entry& entry) { read_agents_of(lens, entry, mentions); }},
      {"prompt", field(&LensConfig::prompt, read_name)},
      {"blocking", field(&LensConfig::blocking, read_switch)},
      {"paths", field(&LensConfig::paths, read_globs)},
      {"minutes", duration(&LensConfig::wall, std::chrono::minutes(1))},
      {"turns",
       field(&LensConfig::turns, [](const Entry& entry) { return read_count(entry, 1, 1'000'000); })},
      {"tokens", field(&LensConfig::tokens, read_tokens)},
      {"cost", field(&LensConfig::cost, read_money)},
  };
}

LensConfig read_lens(const Entry& entry, std::vector<LensMention>& mentions) {
  LensConfig lens;
  read_keys(entry, lens_keys(mentions), " in [[gate.lens]]", lens);
  if (entry.value.kind != TomlKind::table) return lens;
  for (const char* key : {"name", "agent"}) {
    if (!has_member(entry.value, key)) entry.report(std::string("has no '") + key + "'");
  }
  return lens;
}

}  // namespace

std::optional<std::vector<LensConfig>> read_lenses(const Entry& entry, std::vector<LensMention>& mentions) {
  if (!entry.is(TomlKind::array)) return {};
  std::vector<LensConfig> lenses;
  for (const TomlValue& element : entry.value.elements) {
    const Entry each{"a table [[gate.lens]]", element, entry.problems};
    LensConfig lens = read_lens(each, mentions);
    const auto is_same = [&](const LensConfig& other) { return other.name == lens.name; };
    if (!lens.name.empty() && std::ranges::any_of(lenses, is_same))
      each.report("is the second one named " + in_quotes(lens.name));
    lenses.push_back(std::move(lens));
  }
  return lenses;
}

}  // namespace reeve
