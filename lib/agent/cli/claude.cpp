// claude: --output-format stream-json. The last event is `result`, and its `modelUsage` and `total_cost_usd`
// count the small calls beside the conversation, which `usage` leaves out.
#include <algorithm>
#include <map>

#include "agent/cli/json_path.h"
#include "agent/cli/reader.h"
#include "base/text.h"

namespace reeve::cli_agent {

namespace {

constexpr TokenNames names_of_a_call{"input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens",
                                     "output_tokens"};
constexpr TokenNames names_of_a_model{"inputTokens", "cacheReadInputTokens", "cacheCreationInputTokens",
                                      "outputTokens"};
// Messages of the CLI itself have this for a model.
constexpr std::string_view no_model = "<synthetic>";

Usage all_models(const JsonValue& result) {
  Usage sum;
  const JsonValue* models = at(result, {"modelUsage"});
  if (models == nullptr || !models->IsObject()) return sum;
  for (const auto& model : models->GetObject())
    sum = sum + tokens_in(model.value, names_of_a_model, CachedTokens::beside_input);
  return sum;
}

class Claude : public Dialect {
 public:
  void read(const JsonValue& event, Told& told) override {
    const std::string type = text_at(event, {"type"});
    if (const std::string session = text_at(event, {"session_id"}); !session.empty()) told.session = session;
    if (type == "system") read_system(event, told);
    if (type == "assistant") read_answer(event, told);
    if (type == "user") read_tool_results(event);
    if (type == "rate_limit_event") read_rate_limit(event, told);
    if (type == "result") read_result(event, told);
  }

 private:
  static void read_system(const JsonValue& event, Told& told) {
    const std::string subtype = text_at(event, {"subtype"});
    if (subtype == "init") told.model = text_at(event, {"model"});
    if (subtype != "api_retry") return;
    const auto status = number_at(event, {"error_status"});
    const std::string error = text_at(event, {"error"});
    told.retry(trouble_of(error, status ? std::optional<int>(*status) : std::nullopt, told.now));
  }

  void read_answer(const JsonValue& event, Told& told) {
    if (text_at(event, {"message", "model"}) == no_model) {
      error_kind_ = text_at(event, {"error"});
      return;
    }
    told.get_on();
    told.model = text_at(event, {"message", "model"});
    for (const JsonValue* block : elements_at(event, {"message", "content"})) {
      if (text_at(*block, {"type"}) == "text") told.text = text_at(*block, {"text"});
      if (text_at(*block, {"type"}) == "tool_use") told.used_tools = true;
    }
    add_call(event, told);
  }

  // A message comes once a block, each time with the usage of all of it.
  void add_call(const JsonValue& event, Told& told) {
    const JsonValue* usage = at(event, {"message", "usage"});
    if (usage == nullptr) return;
    calls_[text_at(event, {"message", "id"})] =
        tokens_in(*usage, names_of_a_call, CachedTokens::beside_input);
    told.usage = {};
    for (const auto& [id, tokens] : calls_) told.usage = told.usage + tokens;
    told.usage.turns = static_cast<std::int64_t>(calls_.size());
  }

  void read_tool_results(const JsonValue& event) {
    for (const JsonValue* block : elements_at(event, {"message", "content"})) {
      if (text_at(*block, {"type"}) == "tool_result") last_tool_ = text_at(*block, {"tool_use_id"});
    }
  }

  void read_rate_limit(const JsonValue& event, Told& told) {
    if (text_at(event, {"rate_limit_info", "status"}) != "rejected") return;
    const auto resets = number_at(event, {"rate_limit_info", "resetsAt"});
    limited_until_ = resets ? time_of_epoch(static_cast<double>(*resets)) : std::nullopt;
    told.retried = Trouble{Outcome::rate_limited, "the limit of its subscription is reached", limited_until_};
  }

  void read_result(const JsonValue& event, Told& told) {
    add_usage(event, told);
    add_denials(event, told);
    const std::string result = text_at(event, {"result"});
    if (text_at(event, {"stop_reason"}) == "refusal") {
      told.fail({Outcome::refused, result.empty() ? "the model declined" : result, {}});
    } else if (!json_boolean(event, "is_error").value_or(true) && text_at(event, {"subtype"}) == "success") {
      told.finished = true;
      told.trouble.reset();
      if (!result.empty()) told.text = result;
    } else {
      told.fail(trouble_in(event, told.now));
    }
  }

  Trouble trouble_in(const JsonValue& event, TimePoint now) const {
    const std::string subtype = text_at(event, {"subtype"});
    std::string message = text_at(event, {"result"});
    if (message.empty()) message = join(json_strings(event, "errors"), "\n");
    if (message.empty()) message = subtype;
    if (subtype == "error_max_turns") return {Outcome::limit_turns, message, {}};
    if (subtype == "error_max_budget_usd") return {Outcome::limit_budget, message, {}};
    if (subtype == "error_during_execution") return {was_interrupted(event), message, {}};
    return trouble_of_service(event, message, now);
  }

  // An interrupt ends it with this and exit code 0.
  static Outcome was_interrupted(const JsonValue& event) {
    const std::string reason = text_at(event, {"terminal_reason"});
    return reason.empty() || reason.starts_with("aborted") ? Outcome::killed : Outcome::crashed;
  }

  Trouble trouble_of_service(const JsonValue& event, const std::string& message, TimePoint now) const {
    const auto status = number_at(event, {"api_error_status"});
    const std::string details = message + "\n" + error_kind_ + "\n" + text_at(event, {"terminal_reason"});
    Trouble trouble = trouble_of(details, status ? std::optional<int>(*status) : std::nullopt, now);
    trouble.message = message;
    if (trouble.outcome == Outcome::rate_limited && !trouble.until) trouble.until = limited_until_;
    return trouble;
  }

  static void add_usage(const JsonValue& event, Told& told) {
    const Usage models = all_models(event);
    const JsonValue* usage = at(event, {"usage"});
    const auto turns = number_at(event, {"num_turns"});
    if (!models.empty()) {
      told.usage = models;
    } else if (usage != nullptr) {
      told.usage = tokens_in(*usage, names_of_a_call, CachedTokens::beside_input);
    }
    told.usage.turns = turns;
    told.usage.cost = json_number(event, "total_cost_usd");
  }

  void add_denials(const JsonValue& event, Told& told) const {
    for (const JsonValue* denial : elements_at(event, {"permission_denials"})) {
      const std::string tool = text_at(*denial, {"tool_name"});
      if (std::ranges::count(told.denials, tool) == 0) told.denials.push_back(tool);
      if (text_at(*denial, {"tool_use_id"}) == last_tool_) told.last_tool_denied = true;
    }
  }

  std::map<std::string, Usage> calls_;  // by the message's id
  std::string last_tool_;               // the last one that had a result
  std::string error_kind_;
  std::optional<TimePoint> limited_until_;
};

}  // namespace

std::unique_ptr<Dialect> claude_dialect() {
  return std::make_unique<Claude>();
}

}  // namespace reeve::cli_agent
