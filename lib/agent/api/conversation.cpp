#include "agent/api/conversation.h"

#include <algorithm>

#include "base/text.h"

namespace reeve {

namespace {

std::string_view name_of(Speaker speaker) {
  switch (speaker) {
    case Speaker::user:
      return "user";
    case Speaker::assistant:
      return "assistant";
    case Speaker::tool:
      break;
  }
  return "tool";
}

std::optional<Speaker> speaker_named(std::string_view name) {
  for (const Speaker speaker : {Speaker::user, Speaker::assistant, Speaker::tool}) {
    if (name_of(speaker) == name) return speaker;
  }
  return std::nullopt;
}

std::vector<ToolCall> read_calls(const JsonValue& message) {
  std::vector<ToolCall> calls;
  const JsonValue* array = json_member(message, "calls");
  if (array == nullptr || !array->IsArray()) return calls;
  for (const JsonValue& call : array->GetArray()) {
    calls.push_back({json_string(call, "id").value_or(""), json_string(call, "name").value_or(""),
                     json_string(call, "arguments").value_or("")});
  }
  return calls;
}

std::optional<Message> read_message(std::string_view line) {
  const auto value = try_parse_json(line);
  const auto speaker = value ? speaker_named(json_string(*value, "speaker").value_or("")) : std::nullopt;
  if (!speaker) return std::nullopt;
  return Message{*speaker,
                 json_string(*value, "text").value_or(""),
                 read_calls(*value),
                 json_string(*value, "reasoning").value_or(""),
                 json_string(*value, "call_id").value_or(""),
                 json_boolean(*value, "is_error").value_or(false)};
}

}  // namespace

void say(Conversation& conversation, const std::string& text) {
  Message message{.text = text};
  const bool is_asked = !conversation.empty() && !conversation.back().calls.empty();
  if (is_asked) {
    message.speaker = Speaker::tool;
    for (const ToolCall& call : std::vector<ToolCall>(conversation.back().calls)) {
      message.call_id = call.id;
      conversation.push_back(message);
    }
  } else {
    conversation.push_back(message);
  }
}

JsonObject to_json(const Message& message) {
  JsonObject object;
  object.add("speaker", name_of(message.speaker)).add_if("text", message.text);
  std::vector<JsonObject> calls;
  for (const ToolCall& call : message.calls) {
    calls.emplace_back();
    calls.back().add("id", call.id).add("name", call.name).add("arguments", call.arguments);
  }
  if (!calls.empty()) object.add("calls", calls);
  object.add_if("reasoning", message.reasoning).add_if("call_id", message.call_id);
  if (message.is_error) object.add("is_error", true);
  return object;
}

std::string conversation_text(const Conversation& conversation) {
  std::string text;
  for (const Message& message : conversation) text += to_json(message).text() + "\n";
  return text;
}

std::optional<Conversation> read_conversation(std::string_view text) {
  Conversation conversation;
  for (const std::string& line : split_lines(text)) {
    auto message = read_message(line);
    if (!message) return std::nullopt;
    conversation.push_back(std::move(*message));
  }
  return conversation;
}

}  // namespace reeve
