#include "config/toml_reader.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace reeve {

namespace {

TomlPosition position_of(const toml::source_region& region) {
  return {region.begin.line, region.begin.column};
}

TomlValue convert(const toml::node& node);

std::vector<TomlValue> convert_elements(const toml::array& array) {
  std::vector<TomlValue> elements;
  for (const toml::node& element : array) elements.push_back(convert(element));
  return elements;
}

std::vector<TomlMember> convert_members(const toml::table& table) {
  std::vector<TomlMember> members;
  for (const auto& [key, value] : table) {
    members.push_back({std::string(key.str()), position_of(key.source()), convert(value)});
  }
  std::ranges::sort(members, {}, &TomlMember::position);  // toml++ sorts by name
  return members;
}

TomlKind kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return TomlKind::text;
    case toml::node_type::integer:
      return TomlKind::integer;
    case toml::node_type::floating_point:
      return TomlKind::number;
    case toml::node_type::boolean:
      return TomlKind::boolean;
    case toml::node_type::array:
      return TomlKind::array;
    case toml::node_type::table:
      return TomlKind::table;
    default:
      return TomlKind::time;
  }
}

TomlValue convert(const toml::node& node) {
  TomlValue value;
  value.kind = kind_of(node);
  value.position = position_of(node.source());
  value.text = node.value_exact<std::string>().value_or("");
  value.integer = node.value_exact<std::int64_t>().value_or(0);
  value.number = node.value_exact<double>().value_or(0);
  value.boolean = node.value_exact<bool>().value_or(false);
  if (const auto date = node.value_exact<toml::date>())
    value.text = fmt::format("{:04}-{:02}-{:02}", date->year, date->month, date->day);
  if (const toml::array* array = node.as_array()) value.elements = convert_elements(*array);
  if (const toml::table* table = node.as_table()) value.members = convert_members(*table);
  return value;
}

}  // namespace

TomlValue read_toml(std::string_view text, const std::string& source) {
  try {
    return convert(toml::parse(text, std::string_view(source)));
  } catch (const toml::parse_error& error) {
    const TomlPosition at = position_of(error.source());
    throw Error(ErrorKind::configuration,
                source + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " +
                    printable(error.description()),
                "see https://toml.io for how TOML is written");
  }
}

std::string_view describe(TomlKind kind) {
  switch (kind) {
    case TomlKind::text:
      return "a string";
    case TomlKind::integer:
      return "a whole number";
    case TomlKind::number:
      return "a fraction";
    case TomlKind::boolean:
      return "true or false";
    case TomlKind::time:
      return "a date or time";
    case TomlKind::array:
      return "an array";
    case TomlKind::table:
      return "a table";
  }
  return "a value";
}

}  // namespace reeve
