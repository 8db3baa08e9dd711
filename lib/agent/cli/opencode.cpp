// opencode: run --format json. No event ends it: the last step's reason says how it went. Each step is a call
// of the model; the one for the session's title is not told.
#include "agent/cli/json_path.h"
#include "agent/cli/reader.h"

namespace reeve::cli_agent {

namespace {

Usage usage_of_step(const JsonValue& event) {
  Usage usage;
  if (const JsonValue* tokens = at(event, {"part", "tokens"}); tokens != nullptr) {
    usage = tokens_in(*tokens, {"input", "", "", "output"}, CachedTokens::beside_input);
    usage.cache_read = number_at(*tokens, {"cache", "read"}).value_or(0);
    usage.cache_write = number_at(*tokens, {"cache", "write"}).value_or(0);
    // Reasoning is paid for as output, and counted beside it.
    usage.output = usage.output.value_or(0) + number_at(*tokens, {"reasoning"}).value_or(0);
  }
  const JsonValue* part = at(event, {"part"});
  if (part != nullptr) usage.cost = json_number(*part, "cost");
  usage.turns = 1;
  return usage;
}

class Opencode : public Dialect {
 public:
  void read(const JsonValue& event, Told& told) override {
    const std::string type = text_at(event, {"type"});
    if (const std::string session = text_at(event, {"sessionID"}); !session.empty()) told.session = session;
    if (type == "text") told.text = text_at(event, {"part", "text"});
    if (type == "tool_use") read_tool(event, told);
    if (type == "step_start") told.finished = false;
    if (type == "step_finish") read_step(event, told);
    if (type == "error") read_trouble(event, told);
  }

  void read_error(std::string_view line, Told& told) override {
    if (line.find("auto-rejecting") != std::string_view::npos) told.last_tool_denied = true;
  }

 private:
  static void read_tool(const JsonValue& event, Told& told) {
    told.used_tools = true;
    const std::string error = text_at(event, {"part", "state", "error"});
    told.last_tool_denied = text_at(event, {"part", "state", "status"}) == "error" &&
                            error.find("rejected permission") != std::string::npos;
    if (told.last_tool_denied) told.denials.push_back(text_at(event, {"part", "tool"}));
  }

  static void read_step(const JsonValue& event, Told& told) {
    told.usage = told.usage + usage_of_step(event);
    const std::string reason = text_at(event, {"part", "reason"});
    told.finished = reason == "stop" && !told.trouble;
    if (reason == "length")
      told.fail({Outcome::limit_budget, "the model's answer was cut at its longest", {}});
    if (reason == "content-filter") told.fail({Outcome::refused, "the model declined", {}});
  }

  static void read_trouble(const JsonValue& event, Told& told) {
    const std::string name = text_at(event, {"error", "name"});
    const JsonValue* data = at(event, {"error", "data"});
    const std::string message = data == nullptr ? "" : text_at(*data, {"message"});
    const auto status = data == nullptr ? std::nullopt : number_at(*data, {"statusCode"});
    Trouble trouble = trouble_of(name + "\n" + (data == nullptr ? "" : json_text(*data)),
                                 status ? std::optional<int>(*status) : std::nullopt, told.now);
    trouble.message = message.empty() ? name : name + ": " + message;
    told.fail(std::move(trouble));
  }
};

}  // namespace

std::unique_ptr<Dialect> opencode_dialect() {
  return std::make_unique<Opencode>();
}

}  // namespace reeve::cli_agent
