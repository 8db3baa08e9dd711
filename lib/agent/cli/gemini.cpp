// gemini: -o stream-json; its one object of -o json is understood as well. Errors are in the `result` event,
// or as an object on standard error between stack traces, and the exit code is often an HTTP status less 256.
#include <algorithm>

#include "agent/cli/json_path.h"
#include "agent/cli/reader.h"
#include "agent/process_end.h"

namespace reeve::cli_agent {

namespace {

constexpr int gemini_code_of_no_login = 41;
constexpr int gemini_code_of_turns = 53;
constexpr int gemini_code_of_no_trust = 55;
constexpr int first_status_code = 400 - 256;  // exit codes have eight bits, so 400 … 511 is 144 … 255

bool is_status(int code) {
  return code >= first_status_code && code <= 255;
}

Usage usage_of_stats(const JsonValue& stats) {
  Usage usage = tokens_in(stats, {"input_tokens", "cached", "", "output_tokens"}, CachedTokens::within_input);
  // Thoughts are in the total alone, and paid for as output.
  const std::int64_t total = number_at(stats, {"total_tokens"}).value_or(0);
  usage.output = std::max(usage.output.value_or(0), total - number_at(stats, {"input_tokens"}).value_or(0));
  return usage;
}

Usage usage_of_models(const JsonValue& stats) {
  Usage usage;
  const JsonValue* models = at(stats, {"models"});
  if (models == nullptr || !models->IsObject()) return usage;
  for (const auto& model : models->GetObject()) {
    if (const JsonValue* tokens = at(model.value, {"tokens"}); tokens != nullptr)
      usage = usage + tokens_in(*tokens, {"prompt", "cached", "", "candidates"}, CachedTokens::within_input);
  }
  return usage;
}

// Where the object that begins at `start` ends; npos if it does not.
std::size_t end_of_object(std::string_view text, std::size_t start) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = start; i < text.size(); ++i) {
    if (in_string && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      in_string = !in_string;
    } else if (!in_string && text[i] == '{') {
      ++depth;
    } else if (!in_string && text[i] == '}' && --depth == 0) {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

// The last object in a text of objects and other lines that has an `error`; each begins a line.
std::optional<JsonDocument> last_error_in(std::string_view text) {
  std::size_t line = text.rfind("\n{");
  for (;;) {
    const std::size_t start = line == std::string_view::npos ? 0 : line + 1;
    const std::size_t end =
        start < text.size() && text[start] == '{' ? end_of_object(text, start) : text.npos;
    auto document = end == text.npos ? std::nullopt : try_parse_json(text.substr(start, end - start));
    if (document && at(*document, {"error"}) != nullptr) return document;
    if (line == std::string_view::npos || line == 0) return {};
    line = text.rfind("\n{", line - 1);
  }
}

class Gemini : public Dialect {
 public:
  void read(const JsonValue& event, Told& told) override {
    const std::string type = text_at(event, {"type"});
    if (const std::string session = text_at(event, {"session_id"}); !session.empty()) told.session = session;
    if (type == "init") told.model = text_at(event, {"model"});
    if (type == "message") read_message(event, told);
    if (type == "tool_use") start_tool(told);
    if (type == "tool_result") read_tool_result(event, told);
    if (type == "result") read_result(event, told);
    if (type.empty() && at(event, {"response"}) != nullptr) read_answer_object(event, told);
  }

  void read_error(std::string_view line, Told& told) override {
    if (line.find("Retrying with backoff") != std::string_view::npos)
      told.retry(trouble_of(line, {}, told.now));
  }

  void finish(const ProcessResult& process, const std::string&, Told& told) override {
    const int code = process.exit_code;
    const bool is_signal = code > 128 && code < first_status_code;
    if (told.finished || process.end != ProcessEnd::exited || code == 0 || is_signal) return;
    std::string message = told.trouble ? told.trouble->message : "";
    std::string kind = kind_;
    if (const auto document = last_error_in(process.err); document && message.empty()) {
      message = text_at(*document, {"error", "message"});
      kind = text_at(*document, {"error", "type"});
    }
    if (message.empty()) message = end_for_people(process.err);
    if (const auto trouble = trouble_at_exit(code, kind, message, told.now)) told.fail(*trouble);
  }

 private:
  // Pieces of one answer come one after the other; a tool ends it.
  void read_message(const JsonValue& event, Told& told) {
    if (text_at(event, {"role"}) != "assistant") return;
    if (!is_answering_) {
      told.text.clear();
      told.usage.turns = told.usage.turns.value_or(0) + 1;
    }
    is_answering_ = true;
    told.text += text_at(event, {"content"});
    told.get_on();
  }

  // A call of the model may use tools without a word, so tools that follow a result are a call as well.
  void start_tool(Told& told) {
    if (!is_answering_ && !is_using_tools_) told.usage.turns = told.usage.turns.value_or(0) + 1;
    is_answering_ = false;
    is_using_tools_ = true;
    told.used_tools = true;
    told.get_on();
  }

  void read_tool_result(const JsonValue& event, Told& told) {
    is_using_tools_ = false;
    const std::string error = text_at(event, {"error", "type"}) + " " + text_at(event, {"error", "message"});
    told.last_tool_denied = text_at(event, {"status"}) == "error" &&
                            (error.find("denied by policy") != std::string::npos ||
                             error.find("POLICY_VIOLATION") != std::string::npos ||
                             error.find("cannot execute in non-interactive") != std::string::npos);
  }

  void read_result(const JsonValue& event, Told& told) {
    if (const JsonValue* stats = at(event, {"stats"}); stats != nullptr) {
      const auto turns = told.usage.turns;
      told.usage = usage_of_stats(*stats);
      told.usage.turns = turns;
    }
    if (text_at(event, {"status"}) == "success") {
      told.finished = true;
      return;
    }
    kind_ = text_at(event, {"error", "type"});
    told.fail(trouble_of_kind(kind_, text_at(event, {"error", "message"}), {}, told.now));
  }

  static void read_answer_object(const JsonValue& event, Told& told) {
    told.finished = true;
    told.text = text_at(event, {"response"});
    const JsonValue* stats = at(event, {"stats"});
    if (stats == nullptr) return;
    told.usage = usage_of_models(*stats);
    told.used_tools = number_at(*stats, {"tools", "totalCalls"}).value_or(0) > 0;
  }

  static Trouble trouble_of_kind(const std::string& kind, const std::string& message,
                                 std::optional<int> status, TimePoint now) {
    if (kind == "FatalTurnLimitedError") return {Outcome::limit_turns, message, {}};
    if (kind == "FatalAuthenticationError") return {Outcome::auth, message, {}};
    if (kind == "FatalCancellationError") return {Outcome::killed, message, {}};
    if (kind == "FatalUntrustedWorkspaceError") return {Outcome::denied, message, {}};
    return trouble_of(message, status, now);
  }

  static std::optional<Trouble> trouble_at_exit(int code, const std::string& kind, const std::string& message,
                                                TimePoint now) {
    if (code == gemini_code_of_no_login)
      return Trouble{Outcome::auth, message.empty() ? "no login" : message, {}};
    if (code == gemini_code_of_turns) return Trouble{Outcome::limit_turns, message, {}};
    if (code == gemini_code_of_no_trust) return Trouble{Outcome::denied, "it does not trust the folder", {}};
    if (message.empty() && !is_status(code)) return {};
    const auto status = is_status(code) ? std::optional<int>(code + 256) : std::nullopt;
    return trouble_of_kind(kind, message.empty() ? "HTTP status " + std::to_string(code + 256) : message,
                           status, now);
  }

  bool is_answering_ = false;
  bool is_using_tools_ = false;
  std::string kind_;  // of the error in the result
};

}  // namespace

std::unique_ptr<Dialect> gemini_dialect() {
  return std::make_unique<Gemini>();
}

}  // namespace reeve::cli_agent
