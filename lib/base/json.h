// JSON through RapidJSON, with errors that say where. Values are looked up by name without exceptions for
// what is absent; a wrong type is absent too, and the caller says what it needed.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reeve {

using JsonValue = rapidjson::Value;
using JsonDocument = rapidjson::Document;

// Parses one JSON text. Throws Error(invalid) "<source>: line 3, column 7: Missing a comma …". Invalid UTF-8
// is an error. Nesting is limited (256), so that a hostile file cannot exhaust the stack.
JsonDocument parse_json(std::string_view text, const std::string& source);
// Absent instead of an error.
std::optional<JsonDocument> try_parse_json(std::string_view text);

// A member of an object; null if the value is no object or has no such member.
const JsonValue* json_member(const JsonValue& object, std::string_view name);
std::optional<std::string> json_string(const JsonValue& object, std::string_view name);
std::optional<std::int64_t> json_integer(const JsonValue& object, std::string_view name);
std::optional<double> json_number(const JsonValue& object, std::string_view name);
std::optional<bool> json_boolean(const JsonValue& object, std::string_view name);
// The strings of an array; other elements are left out. Empty if there is no such array.
std::vector<std::string> json_strings(const JsonValue& object, std::string_view name);

std::string json_text(const JsonValue& value);         // one line
std::string json_pretty_text(const JsonValue& value);  // indented by two, with a final newline

// Builds an object member by member, in the order of the calls: keeps formats readable and stable. Strings
// are copied, and bytes that are not UTF-8 become U+FFFD, as otherwise nobody could read the text back.
// Numbers that are not finite become null. A name must not be added twice. A moved-from object may only be
// destroyed.
class JsonObject {
 public:
  JsonObject() { document_.SetObject(); }
  JsonObject(const JsonObject& other);
  JsonObject& operator=(const JsonObject& other);
  JsonObject(JsonObject&&) = default;
  JsonObject& operator=(JsonObject&&) = default;
  JsonObject& add(std::string_view name, std::string_view value);
  JsonObject& add(std::string_view name, const char* value) { return add(name, std::string_view(value)); }
  JsonObject& add(std::string_view name, std::int64_t value);
  JsonObject& add(std::string_view name, int value) { return add(name, std::int64_t{value}); }
  JsonObject& add(std::string_view name, std::size_t value) {
    return add(name, static_cast<std::int64_t>(value));
  }
  JsonObject& add(std::string_view name, double value);
  JsonObject& add(std::string_view name, bool value);
  JsonObject& add(std::string_view name, const std::vector<std::string>& values);
  JsonObject& add(std::string_view name, const JsonObject& value);
  JsonObject& add(std::string_view name, const std::vector<JsonObject>& values);
  JsonObject& add(std::string_view name, const JsonValue& value);  // copied
  JsonObject& add_null(std::string_view name);
  // Adds only what is there.
  template <typename T>
  JsonObject& add_if(std::string_view name, const std::optional<T>& value) {
    return value ? add(name, *value) : *this;
  }
  JsonObject& add_if(std::string_view name, const std::string& value) {
    return value.empty() ? *this : add(name, std::string_view(value));
  }
  JsonObject& add_if(std::string_view name, const std::vector<std::string>& values) {
    return values.empty() ? *this : add(name, values);
  }

  const JsonValue& value() const { return document_; }
  std::string text() const { return json_text(document_); }
  std::string pretty_text() const { return json_pretty_text(document_); }

 private:
  JsonObject& put(std::string_view name, JsonValue value);
  JsonDocument document_;
};

// An object with these members.
JsonObject object_of(const std::map<std::string, std::string>& texts);

}  // namespace reeve
