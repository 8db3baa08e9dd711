// Uses what the headers offer: parsing, pointers, a schema, and writing.
#include <cstring>

#include "rapidjson/document.h"
#include "rapidjson/pointer.h"
#include "rapidjson/prettywriter.h"
#include "rapidjson/schema.h"
#include "rapidjson/stringbuffer.h"

int main() {
  rapidjson::Document document;
  document.Parse("{\"fleet\":{\"workers\":[1,2,3]}}");
  if (document.HasParseError()) return 1;
  const rapidjson::Value* second = rapidjson::Pointer("/fleet/workers/1").Get(document);
  if (second == nullptr || second->GetInt() != 2) return 2;
  rapidjson::Document rule;
  rule.Parse("{\"required\":[\"fleet\"]}");
  const rapidjson::SchemaDocument schema(rule);
  rapidjson::SchemaValidator validator(schema);
  if (!document.Accept(validator)) return 3;
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
  document.Accept(writer);
  return std::strstr(buffer.GetString(), "workers") != nullptr ? 0 : 4;
}
