// copilot: --output-format json. Tokens are in the file that --usage-output-file names, and only at the end.
#include "agent/cli/json_path.h"
#include "agent/cli/reader.h"

namespace reeve::cli_agent {

namespace {

constexpr TokenNames copilot_token_names{"inputTokens", "cacheReadTokens", "cacheWriteTokens",
                                         "outputTokens"};

class Copilot : public Dialect {
 public:
  void read(const JsonValue& event, Told& told) override {
    const std::string type = text_at(event, {"type"});
    if (type == "assistant.message") read_answer(event, told);
    if (type == "tool.execution_start") told.used_tools = true, tool_ = text_at(event, {"data", "toolName"});
    if (type == "tool.execution_complete") read_tool(event, told);
    if (type == "session.error") read_trouble(event, told);
    if (type == "result") read_result(event, told);
  }

  void finish(const ProcessResult&, const std::string& usage_file, Told& told) override {
    const auto document = try_parse_json(usage_file);
    const JsonValue* models = document ? at(*document, {"modelMetrics"}) : nullptr;
    if (models == nullptr || !models->IsObject()) return;
    const auto turns = told.usage.turns;
    told.usage = {};
    for (const auto& model : models->GetObject()) {
      told.model = model.name.GetString();
      if (const JsonValue* usage = at(model.value, {"usage"}); usage != nullptr)
        told.usage = told.usage + tokens_in(*usage, copilot_token_names, CachedTokens::within_input);
    }
    told.usage.turns = turns;
  }

 private:
  static void read_answer(const JsonValue& event, Told& told) {
    told.get_on();
    if (const std::string text = text_at(event, {"data", "content"}); !text.empty()) told.text = text;
    if (!elements_at(event, {"data", "toolRequests"}).empty()) told.used_tools = true;
    told.usage.turns = told.usage.turns.value_or(0) + 1;
  }

  void read_tool(const JsonValue& event, Told& told) const {
    const JsonValue* data = at(event, {"data"});
    const bool succeeded = data != nullptr && json_boolean(*data, "success").value_or(true);
    const std::string code = text_at(event, {"data", "error", "code"}) + text_at(event, {"data", "code"});
    told.last_tool_denied = !succeeded && code.starts_with("denied");
    if (told.last_tool_denied) told.denials.push_back(tool_.empty() ? "a tool" : tool_);
  }

  static void read_trouble(const JsonValue& event, Told& told) {
    const std::string message = text_at(event, {"data", "message"});
    const auto status = number_at(event, {"data", "statusCode"});
    Trouble trouble = trouble_of(text_at(event, {"data", "errorType"}) + "\n" + message,
                                 status ? std::optional<int>(*status) : std::nullopt, told.now);
    trouble.message = message;
    told.fail(std::move(trouble));
  }

  static void read_result(const JsonValue& event, Told& told) {
    told.session = text_at(event, {"sessionId"});
    told.finished = number_at(event, {"exitCode"}).value_or(1) == 0 && !told.trouble;
  }

  std::string tool_;  // the last one that was started
};

}  // namespace

std::unique_ptr<Dialect> copilot_dialect() {
  return std::make_unique<Copilot>();
}

}  // namespace reeve::cli_agent
