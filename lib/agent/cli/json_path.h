// Looking into events: what is absent, or of another type, is empty.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "task/usage.h"

namespace reeve::cli_agent {

// What stands at the end of these member names; null if one of them is missing.
const JsonValue* at(const JsonValue& value, std::initializer_list<std::string_view> path);
std::string text_at(const JsonValue& value, std::initializer_list<std::string_view> path);
// A whole number; a fraction is cut off.
std::optional<std::int64_t> number_at(const JsonValue& value, std::initializer_list<std::string_view> path);
// The elements of an array; none if it is no array.
std::vector<const JsonValue*> elements_at(const JsonValue& value,
                                          std::initializer_list<std::string_view> path);

// The names of the members that hold each kind of token.
struct TokenNames {
  std::string_view input;
  std::string_view cache_read;
  std::string_view cache_write;
  std::string_view output;
};

enum class CachedTokens {
  beside_input,
  within_input,  // `input` counts those that were read from a cache or written to one as well
};

// Tokens alone. A member that is missing counts as 0.
Usage tokens_in(const JsonValue& object, const TokenNames& names, CachedTokens cached);

}  // namespace reeve::cli_agent
