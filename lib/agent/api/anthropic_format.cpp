// Messages: POST /v1/messages.
#include <algorithm>
#include <map>

#include "agent/api/wire_format.h"

namespace reeve {

namespace {

// --- The request

JsonObject text_block(const std::string& text) {
  // An empty block is refused.
  return JsonObject().add("type", "text").add("text", text.empty() ? "(nothing)" : text);
}

JsonObject call_block(const ToolCall& call) {
  JsonObject block;
  block.add("type", "tool_use").add("id", call.id).add("name", call.name);
  block.add("input", arguments_object(call.arguments));
  return block;
}

JsonObject result_block(const Message& message) {
  JsonObject block;
  block.add("type", "tool_result").add("tool_use_id", message.call_id).add("content", message.text);
  if (message.is_error) block.add("is_error", true);
  return block;
}

JsonObject copy_of(const JsonValue& value) {
  JsonObject copy;
  for (const auto& member : value.GetObject()) {
    copy.add({member.name.GetString(), member.name.GetStringLength()}, member.value);
  }
  return copy;
}

std::vector<JsonObject> assistant_blocks(const Message& message) {
  std::vector<JsonObject> blocks;
  const auto thinking = try_parse_json(message.reasoning);
  if (thinking && thinking->IsArray()) {
    for (const JsonValue& block : thinking->GetArray()) blocks.push_back(copy_of(block));
  }
  if (!message.text.empty() || message.calls.empty()) blocks.push_back(text_block(message.text));
  for (const ToolCall& call : message.calls) blocks.push_back(call_block(call));
  return blocks;
}

struct Turn {
  bool is_assistant = false;
  std::vector<JsonObject> blocks;
};

// Results of tools are the user's words here, and what he says in a row is one turn.
std::vector<Turn> turns_of(const Conversation& conversation) {
  std::vector<Turn> turns;
  for (const Message& message : conversation) {
    const bool is_assistant = message.speaker == Speaker::assistant;
    if (turns.empty() || turns.back().is_assistant != is_assistant) turns.push_back({is_assistant, {}});
    std::vector<JsonObject>& blocks = turns.back().blocks;
    if (is_assistant) {
      std::ranges::move(assistant_blocks(message), std::back_inserter(blocks));
    } else {
      blocks.push_back(message.speaker == Speaker::tool ? result_block(message) : text_block(message.text));
    }
  }
  return turns;
}

// What stands before the mark is read from the cache by the next call: the rules, and all that was said.
void mark_for_cache(JsonObject& block) {
  block.add("cache_control", JsonObject().add("type", "ephemeral"));
}

std::vector<JsonObject> messages_of(const Conversation& conversation) {
  std::vector<Turn> turns = turns_of(conversation);
  if (!turns.empty() && !turns.back().is_assistant) mark_for_cache(turns.back().blocks.back());
  std::vector<JsonObject> messages;
  for (const Turn& turn : turns) {
    messages.emplace_back();
    messages.back().add("role", turn.is_assistant ? "assistant" : "user").add("content", turn.blocks);
  }
  return messages;
}

// --- The answer

struct Block {
  std::string type;
  std::string text;       // of the block's kind: text, thinking, or the arguments of a call
  std::string signature;  // of thinking
  std::string id;
  std::string name;
  std::string opaque;  // a block of another kind that is to come back as it is
};

int status_of(const std::string& type) {
  static const std::map<std::string, int> known{
      {"invalid_request_error", 400}, {"authentication_error", 401}, {"billing_error", 402},
      {"permission_error", 403},      {"not_found_error", 404},      {"request_too_large", 413},
      {"rate_limit_error", 429},      {"timeout_error", 504},        {"overloaded_error", 529},
  };
  const auto found = known.find(type);
  return found == known.end() ? 500 : found->second;
}

AnswerEnd end_of(const std::string& stop_reason) {
  if (stop_reason == "max_tokens") return AnswerEnd::cut_by_length;
  if (stop_reason == "pause_turn") return AnswerEnd::paused;
  if (stop_reason == "refusal") return AnswerEnd::refused;
  if (stop_reason == "model_context_window_exceeded") return AnswerEnd::context_full;
  return AnswerEnd::whole;
}

// The counts are of the whole answer so far: a later one replaces an earlier one.
void add_usage(Usage& usage, const JsonValue& holder) {
  const JsonValue* counts = json_member(holder, "usage");
  if (counts == nullptr) return;
  const auto replace = [&](std::optional<std::int64_t>& count, const char* name) {
    if (const auto value = json_integer(*counts, name)) count = value;
  };
  replace(usage.input, "input_tokens");
  replace(usage.cache_write, "cache_creation_input_tokens");
  replace(usage.cache_read, "cache_read_input_tokens");
  replace(usage.output, "output_tokens");
}

Block block_from(const JsonValue& value) {
  Block block;
  block.type = json_string(value, "type").value_or("");
  block.text = json_string(value, block.type == "thinking" ? "thinking" : "text").value_or("");
  block.signature = json_string(value, "signature").value_or("");
  block.id = json_string(value, "id").value_or("");
  block.name = json_string(value, "name").value_or("");
  // In a stream the arguments come piece by piece behind an empty object.
  const JsonValue* input = json_member(value, "input");
  if (input != nullptr && input->IsObject() && input->MemberCount() > 0) block.text = json_text(*input);
  if (block.type == "redacted_thinking") block.opaque = json_text(value);
  return block;
}

class AnthropicReader : public AnswerReader {
 public:
  void take(const SseEvent& event) override {
    const auto value = try_parse_json(event.data);
    if (!value) return;
    const std::string type = json_string(*value, "type").value_or(event.name);
    if (type == "message_start") start(*value);
    if (type == "content_block_start") start_block(*value);
    if (type == "content_block_delta") add_to_block(*value);
    if (type == "message_delta") finish(*value);
    if (type == "message_stop") is_complete_ = true;
    if (type == "error") take_error(*value, event.data);
  }

  bool take_whole(const JsonValue& body) override {
    if (json_string(body, "type") == "error") take_error(body, json_text(body));
    const JsonValue* content = json_member(body, "content");
    if (content == nullptr || !content->IsArray()) return error_.has_value();
    int index = 0;
    for (const JsonValue& block : content->GetArray()) blocks_[index++] = block_from(block);
    model_ = json_string(body, "model").value_or("");
    stop_reason_ = json_string(body, "stop_reason").value_or("");
    add_usage(usage_, body);
    return is_complete_ = true;
  }

  bool is_complete() const override { return is_complete_; }
  std::optional<StreamError> error() const override { return error_; }

  Answer answer() const override {
    Answer answer;
    answer.message.speaker = Speaker::assistant;
    for (const auto& [index, block] : blocks_) {
      if (block.type == "text") answer.message.text += block.text;
      if (block.type == "tool_use") answer.message.calls.push_back({block.id, block.name, block.text});
    }
    answer.message.reasoning = thinking();
    answer.end = end_of(stop_reason_);
    answer.model = model_;
    answer.usage = usage_;
    return answer;
  }

 private:
  void start(const JsonValue& value) {
    const JsonValue* message = json_member(value, "message");
    if (message == nullptr) return;
    model_ = json_string(*message, "model").value_or("");
    add_usage(usage_, *message);
  }

  void start_block(const JsonValue& value) {
    const JsonValue* block = json_member(value, "content_block");
    if (block != nullptr) blocks_[json_integer(value, "index").value_or(0)] = block_from(*block);
  }

  void add_to_block(const JsonValue& value) {
    const JsonValue* delta = json_member(value, "delta");
    if (delta == nullptr) return;
    Block& block = blocks_[json_integer(value, "index").value_or(0)];
    for (const char* name : {"text", "thinking", "partial_json"}) {
      block.text += json_string(*delta, name).value_or("");
    }
    block.signature += json_string(*delta, "signature").value_or("");
  }

  void finish(const JsonValue& value) {
    const JsonValue* delta = json_member(value, "delta");
    if (delta != nullptr) stop_reason_ = json_string(*delta, "stop_reason").value_or(stop_reason_);
    add_usage(usage_, value);
  }

  void take_error(const JsonValue& value, const std::string& body) {
    const JsonValue* error = json_member(value, "error");
    const std::string type = error == nullptr ? "" : json_string(*error, "type").value_or("");
    error_ = StreamError{status_of(type), body};
  }

  // The service checks its signatures: they come back byte by byte, or not at all.
  std::string thinking() const {
    std::string blocks;
    for (const auto& [index, block] : blocks_) {
      if (block.type != "thinking" && block.opaque.empty()) continue;
      JsonObject object;
      object.add("type", "thinking").add("thinking", block.text).add("signature", block.signature);
      blocks += (blocks.empty() ? "" : ",") + (block.opaque.empty() ? object.text() : block.opaque);
    }
    return blocks.empty() ? "" : "[" + blocks + "]";
  }

  std::map<std::int64_t, Block> blocks_;  // by the index that the service gives them
  std::string model_;
  std::string stop_reason_;
  Usage usage_;
  std::optional<StreamError> error_;
  bool is_complete_ = false;
};

class AnthropicFormat : public WireFormat {
 public:
  std::string url(const std::string& base_url) const override {
    const std::string root = root_of(base_url, "https://api.anthropic.com");
    return root + (root.ends_with("/v1") ? "/messages" : "/v1/messages");
  }

  std::vector<HttpHeader> headers(const std::string& key) const override {
    std::vector<HttpHeader> headers{{"content-type", "application/json"},
                                    {"anthropic-version", "2023-06-01"}};
    if (!key.empty()) headers.push_back({"x-api-key", key});
    return headers;
  }

  std::string body(const ModelRequest& request) const override {
    JsonObject system = text_block(request.system);
    mark_for_cache(system);
    JsonObject tool;
    tool.add("name", request.tool.name).add("description", request.tool.description);
    tool.add("input_schema", plain_schema(request.tool.schema));
    JsonObject body;
    body.add("model", request.model).add("max_tokens", request.answer_tokens).add("stream", true);
    body.add("system", std::vector<JsonObject>{system}).add("tools", std::vector<JsonObject>{tool});
    if (request.use == ToolUse::forced && forces_) {
      body.add("tool_choice", JsonObject().add("type", "tool").add("name", request.tool.name));
    }
    return body.add("messages", messages_of(request.conversation)).text();
  }

  std::unique_ptr<AnswerReader> reader() const override { return std::make_unique<AnthropicReader>(); }

  // A model that always thinks may not be forced; it has been told to use the tool.
  bool adapt(std::string_view words) override {
    const bool is_about_force = forces_ && words.find("tool_choice") != words.npos;
    if (is_about_force) forces_ = false;
    return is_about_force;
  }

 private:
  bool forces_ = true;
};

}  // namespace

std::unique_ptr<WireFormat> anthropic_format() {
  return std::make_unique<AnthropicFormat>();
}

}  // namespace reeve
