#include "agent/api/dialogue.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent/agent_environment.h"
#include "agent/api/api_key.h"
#include "agent/price.h"
#include "base/random.h"
#include "base/text.h"

namespace reeve {

namespace {

// What models of today make of a text in English or in code, in the mean.
constexpr std::size_t bytes_per_token = 4;

constexpr std::size_t commands_in_handoff = 10;
constexpr std::size_t longest_command_in_handoff = 200;
constexpr std::size_t longest_text_in_handoff = 2'000;

std::size_t bytes_of(const Conversation& conversation) {
  std::size_t bytes = 0;
  for (const Message& message : conversation) bytes += to_json(message).text().size();
  return bytes;
}

std::int64_t tokens_of(std::size_t bytes) {
  return static_cast<std::int64_t>(bytes / bytes_per_token);
}

std::string command_in(const ToolCall& call) {
  const auto arguments = try_parse_json(call.arguments);
  return arguments ? json_string(*arguments, "command").value_or("") : "";
}

JsonObject usage_object(const Usage& usage) {
  JsonObject object;
  object.add_if("input", usage.input).add_if("cache_read", usage.cache_read);
  object.add_if("cache_write", usage.cache_write).add_if("output", usage.output);
  return object.add_if("cost", usage.cost);
}

}  // namespace

Dialogue::Dialogue(const Round& round, std::string system, Tool tool, ToolUse use)
    : round_(round),
      system_(std::move(system)),
      tool_(std::move(tool)),
      use_(use),
      time_(round),
      client_(round, time_),
      trajectory_(round.request.log, client_.key(), secrets_of(round.request.agent)),
      conversation_(read_conversation(round.session).value_or(Conversation())) {
  note_begin();
  add_text(round.prompt);
}

void Dialogue::note_begin() {
  JsonObject line;
  line.add("agent", round_.request.agent.name).add("model", round_.request.agent.model);
  trajectory_.add(line.add("url", url_for_messages(client_.url()))
                      .add("at", format_time(time_.now()))
                      .add("system", system_));
}

void Dialogue::add(Message message) {
  trajectory_.add(to_json(message));
  conversation_.push_back(std::move(message));
}

void Dialogue::add_text(const std::string& text) {
  const std::size_t before = conversation_.size();
  say(conversation_, text);
  for (std::size_t i = before; i < conversation_.size(); ++i) trajectory_.add(to_json(conversation_[i]));
}

std::optional<Answer> Dialogue::ask() {
  if (auto limit = limit_reached()) {
    end_ = std::move(*limit);
    return std::nullopt;
  }
  Reply reply = client_.ask(
      {round_.request.agent.model, system_, conversation_, tool_, use_, round_.request.agent.answer_tokens});
  usage_ = usage_ + reply.wasted;
  counted_ = counted_ + reply.wasted;
  if (auto* answer = std::get_if<Answer>(&reply.result)) return take(std::move(*answer));
  end_ = std::get<NoAnswer>(reply.result);
  if (end_.outcome == Outcome::context_full) end_.reason += handoff_of(conversation_);
  return std::nullopt;
}

std::optional<NoAnswer> Dialogue::limit_reached() const {
  const Budget& left = round_.left;
  if (round_.request.stop.stop_requested()) return NoAnswer{Outcome::killed, "the agent was stopped", {}};
  if (calls_ >= round_.turns) {
    return NoAnswer{Outcome::limit_turns,
                    fmt::format("it has called its model {} times in this round, and may not again", calls_),
                    {}};
  }
  if (time_.is_over()) return NoAnswer{Outcome::limit_time, "the time of the attempt is over", {}};
  if (left.tokens && total_tokens(counted_) >= *left.tokens) {
    return NoAnswer{Outcome::limit_budget,
                    fmt::format("it has used {} tokens, and had {}", total_tokens(counted_), *left.tokens),
                    {}};
  }
  const double cost = with_cost(counted_, round_.request.agent.price).cost.value_or(0);
  // A model that is free never reaches a limit of money, not even one of nothing.
  const bool is_free = round_.request.agent.price == Price();
  if (left.cost && cost >= *left.cost && !is_free) {
    return NoAnswer{
        Outcome::limit_budget, fmt::format("it has cost {:.4f}, and had {:.4f}", cost, *left.cost), {}};
  }
  return std::nullopt;
}

std::optional<Answer> Dialogue::take(Answer answer) {
  for (ToolCall& call : answer.message.calls) {
    if (call.id.empty()) call.id = "call_" + random_base32(12);
  }
  if (!answer.model.empty()) model_ = answer.model;
  count(answer);
  add(answer.message);
  if (!answer.message.text.empty()) last_text_ = answer.message.text;
  if (answer.end == AnswerEnd::refused) {
    return end_with(Outcome::refused, "the model refused: " + shorten(printable(last_text_), 500));
  }
  if (answer.end == AnswerEnd::context_full) {
    return end_with(Outcome::context_full, "the model's context is full" + handoff_of(conversation_));
  }
  return answer;
}

// A service that tells no tokens must not be one without limits.
void Dialogue::count(const Answer& answer) {
  ++calls_;
  Usage said = answer.usage;
  said.turns = 1;
  Usage counted = said;
  if (!said.input) counted.input = tokens_of(system_.size() + bytes_of(conversation_));
  if (!said.output) counted.output = tokens_of(bytes_of({answer.message}));
  usage_ = usage_ + said;
  counted_ = counted_ + counted;
  JsonObject line;
  line.add("call", calls_).add("at", format_time(time_.now())).add_if("model", answer.model);
  trajectory_.add(line.add("usage", usage_object(with_cost(said, round_.request.agent.price))));
}

std::nullopt_t Dialogue::end_with(Outcome outcome, const std::string& reason) {
  end_ = {outcome, reason, {}};
  return std::nullopt;
}

RoundReport Dialogue::report(Outcome outcome, const std::string& reason, const std::string& text) {
  RoundReport report;
  report.outcome = outcome;
  report.reason = without_key(reason, key());
  if (outcome == end_.outcome) report.until = end_.until;
  report.text = text;
  report.session = conversation_text(conversation_);
  report.trace.model = model_.empty() ? round_.request.agent.model : model_;
  report.usage = with_cost(usage_, round_.request.agent.price);
  report.usage.seconds = time_.seconds();
  JsonObject line;
  line.add("end", name_of(outcome)).add_if("reason", report.reason).add("at", format_time(time_.now()));
  trajectory_.add(line.add("usage", usage_object(report.usage)));
  return report;
}

std::string handoff_of(const Conversation& conversation) {
  std::vector<std::string> commands;
  std::string text;
  std::size_t calls = 0;
  for (const Message& message : conversation) {
    if (message.speaker != Speaker::assistant) continue;
    ++calls;
    if (!message.text.empty()) text = message.text;
    for (const ToolCall& call : message.calls) commands.push_back(command_in(call));
  }
  std::erase(commands, "");
  std::string handoff = "\nIt had called its model " + count_of(calls, "time") + ".";
  if (!text.empty()) handoff += "\nIts last words: " + shorten(printable(text), longest_text_in_handoff);
  if (commands.empty()) return handoff;
  handoff += "\nIts last commands:";
  const std::size_t first = commands.size() - std::min(commands.size(), commands_in_handoff);
  for (std::size_t i = first; i < commands.size(); ++i) {
    handoff += "\n$ " + shorten(printable(commands[i]), longest_command_in_handoff);
  }
  return handoff;
}

}  // namespace reeve
