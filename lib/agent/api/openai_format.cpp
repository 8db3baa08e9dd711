// Chat Completions: POST /v1/chat/completions.
#include <algorithm>
#include <array>

#include "agent/api/wire_format.h"

namespace reeve {

namespace {

// --- The request

JsonObject call_object(const ToolCall& call) {
  JsonObject function;
  // What is no object makes the templates of some local servers fail at every later call.
  function.add("name", call.name).add("arguments", json_text(arguments_object(call.arguments)));
  return JsonObject().add("id", call.id).add("type", "function").add("function", function);
}

JsonObject assistant_object(const Message& message) {
  JsonObject object;
  object.add("role", "assistant").add("content", message.text);
  if (message.calls.empty()) return object;
  // Who thinks between calls wants it back with them; older models of the same makers refuse it otherwise.
  object.add_if("reasoning_content", message.reasoning);
  std::vector<JsonObject> calls;
  for (const ToolCall& call : message.calls) calls.push_back(call_object(call));
  return object.add("tool_calls", calls);
}

JsonObject message_object(const Message& message) {
  switch (message.speaker) {
    case Speaker::assistant:
      return assistant_object(message);
    case Speaker::tool:
      return JsonObject()
          .add("role", "tool")
          .add("tool_call_id", message.call_id)
          .add("content", message.text);
    case Speaker::user:
      break;
  }
  return JsonObject().add("role", "user").add("content", message.text);
}

std::vector<JsonObject> messages_of(const ModelRequest& request) {
  std::vector<JsonObject> messages{JsonObject().add("role", "system").add("content", request.system)};
  for (const Message& message : request.conversation) messages.push_back(message_object(message));
  return messages;
}

JsonObject tool_object(const Tool& tool) {
  JsonObject function;
  function.add("name", tool.name).add("description", tool.description);
  function.add("parameters", plain_schema(tool.schema));
  return JsonObject().add("type", "function").add("function", function);
}

// How an answer that fits a schema is asked for; services know fewer and fewer of them.
enum class SchemaWay { response_format, forced_tool, words };

void force(JsonObject& body, const Tool& tool, SchemaWay way) {
  if (way == SchemaWay::response_format) {
    JsonObject schema;
    // Not `strict`: that takes schemas without optional members alone.
    schema.add("name", tool.name).add("schema", plain_schema(tool.schema));
    body.add("response_format", JsonObject().add("type", "json_schema").add("json_schema", schema));
  }
  if (way == SchemaWay::forced_tool) {
    body.add("tools", std::vector<JsonObject>{tool_object(tool)});
    body.add("tool_choice",
             JsonObject().add("type", "function").add("function", JsonObject().add("name", tool.name)));
  }
}

// --- The answer

int status_of(const JsonValue& error) {
  if (const auto code = json_integer(error, "code"))
    return *code >= 400 && *code < 600 ? static_cast<int>(*code) : 500;
  const std::string words =
      json_string(error, "code").value_or("") + " " + json_string(error, "type").value_or("");
  const auto says = [&](const char* word) { return words.find(word) != std::string::npos; };
  if (says("rate_limit") || says("insufficient_quota")) return 429;
  if (says("overloaded")) return 529;
  if (says("invalid_api_key") || says("authentication")) return 401;
  return says("invalid_request") || says("context_length") || says("BadRequest") ? 400 : 500;
}

Usage usage_from(const JsonValue& counts) {
  Usage usage;
  const JsonValue* details = json_member(counts, "prompt_tokens_details");
  if (details != nullptr) usage.cache_read = json_integer(*details, "cached_tokens");
  // The cached ones are among those of the prompt.
  if (const auto prompt = json_integer(counts, "prompt_tokens")) {
    usage.input = std::max<std::int64_t>(*prompt - usage.cache_read.value_or(0), 0);
  }
  usage.output = json_integer(counts, "completion_tokens");
  return usage;
}

class OpenaiReader : public AnswerReader {
 public:
  void take(const SseEvent& event) override {
    if (event.data == "[DONE]") is_complete_ = true;
    if (const auto value = try_parse_json(event.data)) take_chunk(*value, "delta");
  }

  bool take_whole(const JsonValue& body) override {
    take_chunk(body, "message");
    is_complete_ = has_choice_;
    return has_choice_ || error_;
  }

  // Not every service says [DONE], but each gives the reason why it ends.
  bool is_complete() const override { return is_complete_ || !finish_reason_.empty(); }
  std::optional<StreamError> error() const override { return error_; }

  Answer answer() const override {
    Answer answer;
    answer.message.speaker = Speaker::assistant;
    answer.message.text = text_;
    answer.message.reasoning = reasoning_;
    for (const Call& call : calls_) answer.message.calls.push_back(call.call);
    answer.model = model_;
    answer.usage = usage_;
    if (finish_reason_ == "length") answer.end = AnswerEnd::cut_by_length;
    if (finish_reason_ == "content_filter") answer.end = AnswerEnd::refused;
    if (!refusal_.empty()) {
      answer.end = AnswerEnd::refused;
      answer.message.text += refusal_;
    }
    return answer;
  }

 private:
  struct Call {
    std::int64_t index;
    ToolCall call;
  };

  void take_chunk(const JsonValue& value, const char* part) {
    const JsonValue* error = json_member(value, "error");
    if (error != nullptr && !error->IsNull()) error_ = StreamError{status_of(*error), json_text(value)};
    if (const auto model = json_string(value, "model")) model_ = *model;
    const JsonValue* usage = json_member(value, "usage");
    if (usage != nullptr && usage->IsObject()) usage_ = usage_from(*usage);
    const JsonValue* choices = json_member(value, "choices");
    if (choices == nullptr || !choices->IsArray() || choices->Empty()) return;
    take_choice((*choices)[0], part);
  }

  void take_choice(const JsonValue& choice, const char* part) {
    has_choice_ = true;
    finish_reason_ = json_string(choice, "finish_reason").value_or(finish_reason_);
    const JsonValue* delta = json_member(choice, part);
    if (delta == nullptr) return;
    text_ += json_string(*delta, "content").value_or("");
    refusal_ += json_string(*delta, "refusal").value_or("");
    reasoning_ += json_string(*delta, "reasoning_content").value_or("");
    const JsonValue* calls = json_member(*delta, "tool_calls");
    if (calls == nullptr || !calls->IsArray()) return;
    std::int64_t position = 0;
    for (const JsonValue& call : calls->GetArray()) take_call(call, position++);
  }

  void take_call(const JsonValue& value, std::int64_t position) {
    const std::string id = json_string(value, "id").value_or("");
    ToolCall& call = call_at(json_integer(value, "index").value_or(position), id);
    if (!id.empty()) call.id = id;
    const JsonValue* function = json_member(value, "function");
    if (function == nullptr) return;
    if (call.name.empty()) call.name = json_string(*function, "name").value_or("");
    const JsonValue* arguments = json_member(*function, "arguments");
    if (arguments == nullptr) return;
    if (arguments->IsObject()) call.arguments = json_text(*arguments);  // some do not write it as text
    if (arguments->IsString()) call.arguments += json_string(*function, "arguments").value_or("");
  }

  // Some services give every call the index 0, and an id of its own.
  ToolCall& call_at(std::int64_t index, const std::string& id) {
    const auto found = std::find_if(calls_.rbegin(), calls_.rend(), [&](const Call& call) {
      return call.index == index && (id.empty() || call.call.id.empty() || call.call.id == id);
    });
    if (found != calls_.rend()) return found->call;
    return calls_.emplace_back(Call{index, {}}).call;
  }

  std::vector<Call> calls_;
  std::string text_;
  std::string refusal_;
  std::string reasoning_;
  std::string finish_reason_;
  std::string model_;
  Usage usage_;
  std::optional<StreamError> error_;
  bool has_choice_ = false;
  bool is_complete_ = false;
};

class OpenaiFormat : public WireFormat {
 public:
  explicit OpenaiFormat(bool is_openai) : limit_name_(is_openai ? "max_completion_tokens" : "max_tokens") {}

  std::string url(const std::string& base_url) const override {
    const std::string root = root_of(base_url, "https://api.openai.com");
    const bool is_host_alone = root.find('/', root.find("://") + 3) == root.npos;
    return root + (is_host_alone ? "/v1/chat/completions" : "/chat/completions");
  }

  std::vector<HttpHeader> headers(const std::string& key) const override {
    std::vector<HttpHeader> headers{{"content-type", "application/json"}};
    if (!key.empty()) headers.push_back({"authorization", "Bearer " + key});
    return headers;
  }

  std::string body(const ModelRequest& request) const override {
    JsonObject body;
    body.add("model", request.model).add(limit_name_, request.answer_tokens).add("stream", true);
    if (wants_usage_) body.add("stream_options", JsonObject().add("include_usage", true));
    if (request.use == ToolUse::forced) {
      force(body, request.tool, way_);
    } else {
      body.add("tools", std::vector<JsonObject>{tool_object(request.tool)});
    }
    return body.add("messages", messages_of(request)).text();
  }

  std::unique_ptr<AnswerReader> reader() const override { return std::make_unique<OpenaiReader>(); }

  bool adapt(std::string_view words) override {
    const auto says = [&](const char* word) { return words.find(word) != words.npos; };
    if (limit_name_ == "max_tokens" && says("max_completion_tokens")) {
      limit_name_ = "max_completion_tokens";
      return true;
    }
    if (wants_usage_ && says("stream_options")) {
      wants_usage_ = false;
      return true;
    }
    const bool is_about_way = way_ == SchemaWay::response_format
                                  ? says("response_format") || says("json_schema") || says("schema")
                                  : way_ == SchemaWay::forced_tool && says("tool");
    if (is_about_way) way_ = way_ == SchemaWay::response_format ? SchemaWay::forced_tool : SchemaWay::words;
    return is_about_way;
  }

 private:
  std::string limit_name_;
  bool wants_usage_ = true;
  SchemaWay way_ = SchemaWay::response_format;
};

}  // namespace

std::unique_ptr<WireFormat> openai_format(bool is_openai) {
  return std::make_unique<OpenaiFormat>(is_openai);
}

}  // namespace reeve
