#include "agent/api/wire_format.h"

#include "base/error.h"
#include "base/text.h"

namespace reeve {

std::string root_of(const std::string& base_url, std::string_view own) {
  std::string root = base_url.empty() ? std::string(own) : base_url;
  while (root.ends_with('/')) root.pop_back();
  return root;
}

JsonDocument arguments_object(const std::string& arguments) {
  auto value = try_parse_json(arguments);
  if (value && value->IsObject()) return std::move(*value);
  JsonDocument empty;
  empty.SetObject();
  return empty;
}

JsonDocument plain_schema(const std::string& schema) {
  JsonDocument value = parse_json(schema, "the schema of the result");
  value.RemoveMember("$schema");
  return value;
}

std::string json_object_in(const std::string& text) {
  const std::size_t begin = text.find('{');
  const std::size_t end = text.rfind('}');
  if (begin == text.npos || end == text.npos || end < begin) return text;
  const std::string inside = text.substr(begin, end - begin + 1);
  return try_parse_json(inside) ? inside : text;
}

}  // namespace reeve
