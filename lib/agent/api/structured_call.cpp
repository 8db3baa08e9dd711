#include "agent/api/structured_call.h"

#include <fmt/format.h>

#include "agent/api/dialogue.h"
#include "agent/prompt.h"
#include "base/error.h"
#include "base/file.h"

namespace reeve {

namespace {

std::string system_prompt(std::string_view schema) {
  return fill_template(structured_call_prompt_template(), {{"schema", std::string(schema)}},
                       "templates/prompts/structured_call.md");
}

Tool result_tool(std::string_view schema) {
  if (schema.empty()) throw Error(ErrorKind::invalid, "a structured call was asked for without a schema");
  return {"result", "Takes the result, which is all of the answer.", std::string(schema)};
}

// A model that does not know tools, or passes over that one is wanted, answers in its text.
std::string result_in(const Message& message) {
  return message.calls.empty() ? json_object_in(message.text) : message.calls.front().arguments;
}

}  // namespace

RoundReport run_structured_call(const Round& round) {
  const std::string_view schema = round.request.result_schema;
  Dialogue dialogue(round, system_prompt(schema), result_tool(schema), ToolUse::forced);
  auto answer = dialogue.ask();
  while (answer && answer->end == AnswerEnd::paused) answer = dialogue.ask();
  if (!answer) return dialogue.report_of_end();
  const std::string result = result_in(answer->message);
  if (answer->end == AnswerEnd::cut_by_length && !try_parse_json(result)) {
    return dialogue.report(
        Outcome::limit_budget,
        fmt::format("the answer was cut off after {} tokens: 'answer_tokens' of agent '{}' is "
                    "too small for its plans",
                    round.request.agent.answer_tokens, round.request.agent.name));
  }
  overwrite_untrusted_file(round.request.folder / "out" / "result.json", result);
  return dialogue.report(Outcome::done, "", answer->message.text);
}

}  // namespace reeve
