#include "base/json.h"

#include <rapidjson/error/en.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"

namespace reeve {

namespace {

constexpr std::size_t kDeepestNesting = 256;
constexpr unsigned kParseFlags = rapidjson::kParseValidateEncodingFlag | rapidjson::kParseFullPrecisionFlag;

struct Problem {
  std::size_t offset;
  std::string message;
};

// RapidJSON's parser recurses without a limit and takes a NUL for the end of the text, so both are looked for
// first.
std::optional<Problem> find_hostile(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\0') return Problem{i, "A NUL character"};
    if (in_string && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == '[' || c == '{') && ++depth > kDeepestNesting) {
      return Problem{i, "Nested more than " + std::to_string(kDeepestNesting) + " deep"};
    } else if (!in_string && (c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return {};
}

std::optional<Problem> parse_into(JsonDocument& document, std::string_view text) {
  if (auto hostile = find_hostile(text)) return hostile;
  document.Parse<kParseFlags>(text.data(), text.size());
  if (!document.HasParseError()) return {};
  std::string message = rapidjson::GetParseError_En(document.GetParseError());
  if (message.ends_with('.')) message.pop_back();
  return Problem{std::min(document.GetErrorOffset(), text.size()), message};
}

// "line 3, column 7", both from 1; columns are code points.
std::string describe_position(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto line = std::ranges::count(before, '\n') + 1;
  const std::size_t column = code_points(before.substr(line_begin)).size() + 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

rapidjson::SizeType size_of(std::string_view text) {
  return static_cast<rapidjson::SizeType>(text.size());
}

}  // namespace

JsonDocument parse_json(std::string_view text, const std::string& source) {
  JsonDocument document;
  const std::optional<Problem> problem = parse_into(document, text);
  if (!problem) return document;
  throw Error(ErrorKind::invalid,
              source + ": " + describe_position(text, problem->offset) + ": " + problem->message);
}

std::optional<JsonDocument> try_parse_json(std::string_view text) {
  JsonDocument document;
  if (parse_into(document, text)) return {};
  return document;
}

const JsonValue* json_member(const JsonValue& object, std::string_view name) {
  if (!object.IsObject()) return nullptr;
  const auto member = object.FindMember(JsonValue(rapidjson::StringRef(name.data(), name.size())));
  return member == object.MemberEnd() ? nullptr : &member->value;
}

std::optional<std::string> json_string(const JsonValue& object, std::string_view name) {
  const JsonValue* value = json_member(object, name);
  if (value == nullptr || !value->IsString()) return {};
  return std::string(value->GetString(), value->GetStringLength());
}

std::optional<std::int64_t> json_integer(const JsonValue& object, std::string_view name) {
  const JsonValue* value = json_member(object, name);
  if (value == nullptr || !value->IsInt64()) return {};
  return value->GetInt64();
}

std::optional<double> json_number(const JsonValue& object, std::string_view name) {
  const JsonValue* value = json_member(object, name);
  if (value == nullptr || !value->IsNumber()) return {};
  return value->GetDouble();
}

std::optional<bool> json_boolean(const JsonValue& object, std::string_view name) {
  const JsonValue* value = json_member(object, name);
  if (value == nullptr || !value->IsBool()) return {};
  return value->GetBool();
}

std::vector<std::string> json_strings(const JsonValue& object, std::string_view name) {
  std::vector<std::string> strings;
  const JsonValue* value = json_member(object, name);
  if (value == nullptr || !value->IsArray()) return strings;
  for (const JsonValue& element : value->GetArray()) {
    if (element.IsString()) strings.emplace_back(element.GetString(), element.GetStringLength());
  }
  return strings;
}

std::string json_text(const JsonValue& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return std::string(buffer.GetString(), buffer.GetSize());
}

std::string json_pretty_text(const JsonValue& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
  writer.SetIndent(' ', 2);
  value.Accept(writer);
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

JsonObject::JsonObject(const JsonObject& other) {
  document_.CopyFrom(other.document_, document_.GetAllocator());
}

JsonObject& JsonObject::operator=(const JsonObject& other) {
  JsonObject copy(other);
  document_.Swap(copy.document_);
  return *this;
}

JsonObject& JsonObject::put(std::string_view name, JsonValue value) {
  const std::string text = repair_utf8(name);
  JsonValue key(text.data(), size_of(text), document_.GetAllocator());
  document_.AddMember(key, value, document_.GetAllocator());
  return *this;
}

JsonObject& JsonObject::add(std::string_view name, std::string_view value) {
  const std::string text = repair_utf8(value);
  return put(name, JsonValue(text.data(), size_of(text), document_.GetAllocator()));
}

JsonObject& JsonObject::add(std::string_view name, std::int64_t value) {
  return put(name, JsonValue(value));
}

JsonObject& JsonObject::add(std::string_view name, double value) {
  return std::isfinite(value) ? put(name, JsonValue(value)) : add_null(name);
}

JsonObject& JsonObject::add(std::string_view name, bool value) {
  return put(name, JsonValue(value));
}

JsonObject& JsonObject::add(std::string_view name, const std::vector<std::string>& values) {
  auto& allocator = document_.GetAllocator();
  JsonValue array(rapidjson::kArrayType);
  for (const std::string& value : values) {
    const std::string text = repair_utf8(value);
    array.PushBack(JsonValue(text.data(), size_of(text), allocator), allocator);
  }
  return put(name, std::move(array));
}

JsonObject& JsonObject::add(std::string_view name, const JsonObject& value) {
  return add(name, value.value());
}

JsonObject& JsonObject::add(std::string_view name, const std::vector<JsonObject>& values) {
  auto& allocator = document_.GetAllocator();
  JsonValue array(rapidjson::kArrayType);
  for (const JsonObject& value : values) {
    array.PushBack(JsonValue(value.value(), allocator), allocator);
  }
  return put(name, std::move(array));
}

JsonObject& JsonObject::add(std::string_view name, const JsonValue& value) {
  return put(name, JsonValue(value, document_.GetAllocator()));
}

JsonObject& JsonObject::add_null(std::string_view name) {
  return put(name, JsonValue());
}

JsonObject object_of(const std::map<std::string, std::string>& texts) {
  JsonObject object;
  for (const auto& [name, text] : texts) object.add(name, text);
  return object;
}

}  // namespace reeve
