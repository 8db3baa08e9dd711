#include "base/json_schema.h"

#include <fmt/format.h>
#include <rapidjson/pointer.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

#include "base/error.h"
#include "base/text.h"

namespace reeve {

namespace {

using Pointer = rapidjson::Pointer;

struct Violation {
  Pointer place;         // in the value
  Pointer schema_place;  // of the schema whose rule is broken
  std::string rule;      // "type", "enum", …
};

std::optional<Violation> first_violation(const JsonValue& value, const JsonDocument& schema) {
  const rapidjson::SchemaDocument compiled(schema);
  rapidjson::SchemaValidator validator(compiled);
  value.Accept(validator);
  if (validator.IsValid()) return std::nullopt;
  return Violation{validator.GetInvalidDocumentPointer(), validator.GetInvalidSchemaPointer(),
                   validator.GetInvalidSchemaKeyword()};
}

std::string text_of(const Pointer& pointer) {
  rapidjson::StringBuffer buffer;
  pointer.Stringify(buffer);
  return std::string(buffer.GetString(), buffer.GetSize());
}

std::string with_article(std::string_view type) {
  if (type == "array") return "a list";
  if (type == "object") return "an object";
  if (type == "integer") return "a whole number";
  if (type == "boolean") return "true or false";
  if (type == "null") return "null";
  return fmt::format("a {}", type);
}

std::string type_message(const JsonValue& types) {
  if (types.IsString()) return "must be " + with_article(types.GetString());
  std::vector<std::string> words;
  for (const JsonValue& type : types.GetArray()) words.push_back(with_article(type.GetString()));
  return "must be " + join(words, " or ");
}

std::string enum_message(const JsonValue& choices) {
  std::vector<std::string> words;
  for (const JsonValue& choice : choices.GetArray()) words.push_back(json_text(choice));
  return (words.size() == 1 ? "must be " : "must be one of ") + join(words, ", ");
}

std::string required_message(const JsonValue& required, const JsonValue* object) {
  std::vector<std::string> missing;
  for (const JsonValue& name : required.GetArray()) {
    const bool present = object != nullptr && json_member(*object, name.GetString()) != nullptr;
    if (!present) missing.push_back(fmt::format("'{}'", name.GetString()));
  }
  return "must have " + join(missing, " and ");
}

std::string length_message(std::string_view word, const JsonValue& limit, std::string_view unit) {
  return fmt::format("must have at {} {}", word, count_of(limit.GetUint64(), unit));
}

std::string message_for(const std::string& rule, const JsonValue& argument, const JsonValue* found) {
  if (rule == "type") return type_message(argument);
  if (rule == "enum") return enum_message(argument);
  if (rule == "required") return required_message(argument, found);
  if (rule == "minLength") return length_message("least", argument, "character");
  if (rule == "maxLength") return length_message("most", argument, "character");
  if (rule == "minItems") return length_message("least", argument, "element");
  if (rule == "maxItems") return length_message("most", argument, "element");
  if (rule == "minimum") return "must be at least " + json_text(argument);
  if (rule == "maximum") return "must be at most " + json_text(argument);
  return fmt::format("breaks the rule \"{}\": {}", rule, json_text(argument));
}

std::string describe(const Violation& violation, const JsonValue& value, const JsonValue& rules) {
  const std::string place = text_of(violation.place);
  const std::string where = place.empty() ? "at the top: " : "at " + printable(place) + ": ";
  if (const JsonValue* messages = json_member(rules, "errorMessage")) {
    if (const auto message = json_string(*messages, violation.rule)) return where + *message;
  }
  const JsonValue* argument = json_member(rules, violation.rule);
  if (argument == nullptr) return where + "breaks the rule \"" + violation.rule + "\"";
  return where + message_for(violation.rule, *argument, violation.place.Get(value));
}

JsonDocument parse_schema(std::string_view text) {
  JsonDocument schema = parse_json(text, "schema");
  if (!schema.IsObject()) throw Error(ErrorKind::invalid, "schema: it is no JSON object");
  return schema;
}

}  // namespace

std::vector<std::string> schema_violations(const JsonValue& value, std::string_view schema) {
  JsonDocument rest = parse_schema(schema);
  std::vector<std::string> violations;
  // RapidJSON 1.1.0 stops at the first violation. So each broken rule is taken out of the schema, and the
  // rest is tried again; taking the value out instead would shift the places of all that follow in a list.
  while (const auto violation = first_violation(value, rest)) {
    JsonValue* rules = violation->schema_place.Get(rest);
    if (rules == nullptr) rules = &rest;
    violations.push_back(describe(*violation, value, *rules));
    if (!rules->IsObject() || !rules->RemoveMember(violation->rule)) break;
  }
  return violations;
}

}  // namespace reeve
