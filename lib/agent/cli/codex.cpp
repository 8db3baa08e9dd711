// codex: exec --json. Tokens come with the end of the turn alone, so that only time can stop it before. It
// says nothing of its calls of the model: each tool that it used counts as one, and the answer.
#include "agent/cli/json_path.h"
#include "agent/cli/reader.h"

namespace reeve::cli_agent {

namespace {

constexpr TokenNames codex_token_names{"input_tokens", "cached_input_tokens", "cache_write_input_tokens",
                                       "output_tokens"};

bool is_tool(const std::string& item) {
  return item == "command_execution" || item == "file_change" || item == "mcp_tool_call" ||
         item == "web_search";
}

class Codex : public Dialect {
 public:
  void read(const JsonValue& event, Told& told) override {
    const std::string type = text_at(event, {"type"});
    if (type == "thread.started") told.session = text_at(event, {"thread_id"});
    if (type == "item.completed") read_item(event, told);
    if (type == "turn.completed") read_end(event, told);
    if (type == "turn.failed") told.fail(trouble_of(text_at(event, {"error", "message"}), {}, told.now));
    if (type == "error") read_trouble(text_at(event, {"message"}), told);
  }

 private:
  // An item of type `error` is a warning.
  static void read_item(const JsonValue& event, Told& told) {
    const std::string type = text_at(event, {"item", "type"});
    if (type == "error") return;
    told.get_on();
    if (type == "agent_message") told.text = text_at(event, {"item", "text"});
    if (!is_tool(type)) return;
    told.used_tools = true;
    told.usage.turns = told.usage.turns.value_or(1) + 1;
    told.last_tool_denied = text_at(event, {"item", "status"}) == "declined";
    if (told.last_tool_denied) told.denials.push_back(type);
  }

  static void read_end(const JsonValue& event, Told& told) {
    told.finished = true;
    told.trouble.reset();
    const std::int64_t turns = told.usage.turns.value_or(1);
    if (const JsonValue* usage = at(event, {"usage"}); usage != nullptr)
      told.usage = tokens_in(*usage, codex_token_names, CachedTokens::within_input);
    told.usage.turns = turns;
  }

  static void read_trouble(const std::string& message, Told& told) {
    Trouble trouble = trouble_of(message, {}, told.now);
    if (message.starts_with("Reconnecting")) {
      told.retry(std::move(trouble));
    } else {
      told.fail(std::move(trouble));
    }
  }
};

}  // namespace

std::unique_ptr<Dialect> codex_dialect() {
  return std::make_unique<Codex>();
}

}  // namespace reeve::cli_agent
