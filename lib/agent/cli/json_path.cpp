#include "agent/cli/json_path.h"

#include <algorithm>

namespace reeve::cli_agent {

using Path = std::initializer_list<std::string_view>;

const JsonValue* at(const JsonValue& value, Path path) {
  const JsonValue* found = &value;
  for (const std::string_view name : path) {
    found = json_member(*found, name);
    if (found == nullptr) return nullptr;
  }
  return found;
}

std::string text_at(const JsonValue& value, Path path) {
  const JsonValue* found = at(value, path);
  if (found == nullptr || !found->IsString()) return "";
  return {found->GetString(), found->GetStringLength()};
}

std::optional<std::int64_t> number_at(const JsonValue& value, Path path) {
  const JsonValue* found = at(value, path);
  if (found == nullptr || !found->IsNumber()) return {};
  if (found->IsInt64()) return found->GetInt64();
  const double number = found->GetDouble();
  if (number <= -1e15 || number >= 1e15) return {};
  return static_cast<std::int64_t>(number);
}

std::vector<const JsonValue*> elements_at(const JsonValue& value, Path path) {
  std::vector<const JsonValue*> elements;
  const JsonValue* found = at(value, path);
  if (found == nullptr || !found->IsArray()) return elements;
  for (const JsonValue& element : found->GetArray()) elements.push_back(&element);
  return elements;
}

Usage tokens_in(const JsonValue& object, const TokenNames& names, CachedTokens cached) {
  const auto count = [&](std::string_view name) {
    return name.empty() ? 0 : std::max<std::int64_t>(number_at(object, {name}).value_or(0), 0);
  };
  const std::int64_t from_cache = count(names.cache_read);
  const std::int64_t into_cache = count(names.cache_write);
  std::int64_t input = count(names.input);
  if (cached == CachedTokens::within_input)
    input = std::max<std::int64_t>(input - from_cache - into_cache, 0);
  Usage usage;
  usage.input = input;
  usage.cache_read = from_cache;
  usage.cache_write = into_cache;
  usage.output = count(names.output);
  return usage;
}

}  // namespace reeve::cli_agent
