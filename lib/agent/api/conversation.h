// What is said between a model and us, in the words of neither service.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "task/usage.h"

namespace reeve {

enum class Speaker { user, assistant, tool };

struct ToolCall {
  std::string id;         // unique in its conversation; never empty in a message
  std::string name;       // of the tool
  std::string arguments;  // as the model wrote them: JSON, or not

  bool operator==(const ToolCall&) const = default;
};

struct Message {
  Speaker speaker = Speaker::user;
  std::string text = {};
  std::vector<ToolCall> calls = {};  // of the assistant; each is answered by one message of the tool
  // Of the assistant, in its service's own form, which wants it back unchanged: thinking blocks as a JSON
  // array (Messages), or `reasoning_content` (Chat Completions).
  std::string reasoning = {};
  std::string call_id = {};  // of the tool: which call this answers
  bool is_error = false;     // of the tool: the call could not be done

  bool operator==(const Message&) const = default;
};

using Conversation = std::vector<Message>;

// A message of the user, or, if the last word was a call that nobody has answered, an answer to it: what is
// said next must fit what was said last.
void say(Conversation& conversation, const std::string& text);

// As one JSON object a message, without what is empty; and back. Text that these did not write is no
// conversation: absent.
JsonObject to_json(const Message& message);
std::string conversation_text(const Conversation& conversation);
std::optional<Conversation> read_conversation(std::string_view text);

struct Tool {
  std::string name;
  std::string description;
  std::string schema;  // of its arguments: a JSON schema, an object
};

enum class ToolUse {
  free,    // the model may also answer with text
  forced,  // the answer is a call of the tool: how a service is made to answer as a schema wants
};

// All that one call of a model is made from.
struct ModelRequest {
  std::string model;
  std::string system;
  const Conversation& conversation;
  const Tool& tool;
  ToolUse use = ToolUse::free;
  std::size_t answer_tokens = 0;  // the most it may answer
};

enum class AnswerEnd {
  whole,
  cut_by_length,  // at answer_tokens
  paused,         // to be asked again as it is
  refused,
  context_full,
};

struct Answer {
  Message message;
  AnswerEnd end = AnswerEnd::whole;
  std::string model;  // that answered; empty: it did not say
  Usage usage;        // of tokens; those that the service did not tell are absent
};

}  // namespace reeve
