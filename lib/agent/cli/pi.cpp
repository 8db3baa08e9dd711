// pi: --mode json. Its exit code is 0 for nearly everything: the last message of the assistant says how it
// ended. Events in between repeat the whole message so far.
#include "agent/cli/json_path.h"
#include "agent/cli/reader.h"

namespace reeve::cli_agent {

namespace {

constexpr TokenNames pi_token_names{"input", "cacheRead", "cacheWrite", "output"};

Usage usage_of_message(const JsonValue& message) {
  Usage usage;
  const JsonValue* tokens = at(message, {"usage"});
  if (tokens == nullptr) return usage;
  usage = tokens_in(*tokens, pi_token_names, CachedTokens::beside_input);
  const JsonValue* cost = at(*tokens, {"cost"});
  if (cost != nullptr) usage.cost = json_number(*cost, "total");
  usage.turns = 1;
  return usage;
}

class Pi : public Dialect {
 public:
  void read(const JsonValue& event, Told& told) override {
    const std::string type = text_at(event, {"type"});
    if (type == "session") told.session = text_at(event, {"id"});
    if (type == "message_end") {
      const JsonValue* message = at(event, {"message"});
      if (message != nullptr && text_at(*message, {"role"}) == "assistant") read_answer(*message, told);
    }
    if (type == "auto_retry_start") told.retry(trouble_of(text_at(event, {"errorMessage"}), {}, told.now));
  }

 private:
  static void read_answer(const JsonValue& message, Told& told) {
    told.usage = told.usage + usage_of_message(message);
    const std::string reason = text_at(message, {"stopReason"});
    if (const std::string model = text_at(message, {"model"}); !model.empty()) told.model = model;
    if (reason == "error") return told.fail(trouble_of(text_at(message, {"errorMessage"}), {}, told.now));
    read_content(message, told);
    told.get_on();
    told.trouble.reset();
    told.finished = reason == "stop";
    if (reason == "length")
      told.fail({Outcome::limit_budget, "the model's answer was cut at its longest", {}});
    if (reason == "aborted") told.fail({Outcome::killed, "it was interrupted", {}});
  }

  static void read_content(const JsonValue& message, Told& told) {
    std::string text;
    for (const JsonValue* block : elements_at(message, {"content"})) {
      if (text_at(*block, {"type"}) == "text") text += text_at(*block, {"text"});
      if (text_at(*block, {"type"}) == "toolCall") told.used_tools = true;
    }
    if (!text.empty()) told.text = text;
  }
};

}  // namespace

std::unique_ptr<Dialect> pi_dialect() {
  return std::make_unique<Pi>();
}

}  // namespace reeve::cli_agent
