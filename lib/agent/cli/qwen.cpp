// qwen: -o stream-json, which looks like claude's. It calls a failed call of the model a success, with the
// error as its last words.
#include "agent/cli/json_path.h"
#include "agent/cli/reader.h"

namespace reeve::cli_agent {

namespace {

constexpr TokenNames qwen_token_names{"input_tokens", "cache_read_input_tokens",
                                      "cache_creation_input_tokens", "output_tokens"};
constexpr std::string_view error_mark = "[API Error:";
constexpr int qwen_code_of_turns = 53;

std::int64_t failed_calls(const JsonValue& result) {
  std::int64_t errors = 0;
  const JsonValue* models = at(result, {"stats", "models"});
  if (models == nullptr || !models->IsObject()) return 0;
  for (const auto& model : models->GetObject())
    errors += number_at(model.value, {"api", "totalErrors"}).value_or(0);
  return errors;
}

class Qwen : public Dialect {
 public:
  void read(const JsonValue& event, Told& told) override {
    const std::string type = text_at(event, {"type"});
    if (const std::string session = text_at(event, {"session_id"}); !session.empty()) told.session = session;
    if (type == "system" && text_at(event, {"subtype"}) == "init") told.model = text_at(event, {"model"});
    if (type == "assistant") read_answer(event, told);
    if (type == "user") read_tool_results(event, told);
    if (type == "result") read_result(event, told);
  }

  void read_error(std::string_view line, Told& told) override {
    if (line.find("Retrying with backoff") != std::string_view::npos)
      told.retry(trouble_of(line, {}, told.now));
  }

  void finish(const ProcessResult& process, const std::string&, Told& told) override {
    if (process.end == ProcessEnd::exited && process.exit_code == qwen_code_of_turns)
      told.fail({Outcome::limit_turns, "it has used its turns", {}});
  }

 private:
  static void read_answer(const JsonValue& event, Told& told) {
    told.get_on();
    for (const JsonValue* block : elements_at(event, {"message", "content"})) {
      if (text_at(*block, {"type"}) == "text") told.text = text_at(*block, {"text"});
      if (text_at(*block, {"type"}) == "tool_use") told.used_tools = true;
    }
    const JsonValue* usage = at(event, {"message", "usage"});
    if (usage != nullptr)
      told.usage = told.usage + tokens_in(*usage, qwen_token_names, CachedTokens::within_input);
    told.usage.turns = told.usage.turns.value_or(0) + 1;
  }

  // Its list of denials stays empty; what the tool was told says it.
  static void read_tool_results(const JsonValue& event, Told& told) {
    for (const JsonValue* block : elements_at(event, {"message", "content"})) {
      if (text_at(*block, {"type"}) != "tool_result") continue;
      const std::string content = text_at(*block, {"content"});
      told.last_tool_denied = json_boolean(*block, "is_error").value_or(false) &&
                              content.find("cannot execute in non-interactive mode") != std::string::npos;
    }
  }

  static void read_result(const JsonValue& event, Told& told) {
    const auto turns = number_at(event, {"num_turns"});
    if (const JsonValue* usage = at(event, {"usage"}); usage != nullptr)
      told.usage = tokens_in(*usage, qwen_token_names, CachedTokens::within_input);
    if (turns) told.usage.turns = turns;
    for (const JsonValue* denial : elements_at(event, {"permission_denials"}))
      told.denials.push_back(text_at(*denial, {"tool_name"}));
    const std::string result = text_at(event, {"result"});
    if (json_boolean(event, "is_error").value_or(true)) {
      told.fail(trouble_of(error_message(event, result), {}, told.now));
    } else if (is_failure(event, result, told)) {
      told.text.clear();
      told.fail(trouble_of(result, {}, told.now));
    } else {
      told.finished = true;
      told.text = result;
    }
  }

  static std::string error_message(const JsonValue& event, const std::string& result) {
    const std::string message = text_at(event, {"error", "message"});
    return !message.empty() ? message : !result.empty() ? result : text_at(event, {"subtype"});
  }

  // An agent may begin its last words in the same way, but then its calls were answered.
  static bool is_failure(const JsonValue& event, const std::string& result, const Told& told) {
    const bool knows_calls = at(event, {"stats", "models"}) != nullptr;
    const bool failed = failed_calls(event) > 0;
    if (result.starts_with(error_mark)) return failed || !knows_calls;
    return failed && total_tokens(told.usage) == 0;
  }
};

}  // namespace

std::unique_ptr<Dialect> qwen_dialect() {
  return std::make_unique<Qwen>();
}

}  // namespace reeve::cli_agent
