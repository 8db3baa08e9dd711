#include "agent/prompt.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/suggest.h"
#include "base/text.h"

namespace reeve {

namespace {

[[noreturn]] void throw_unknown(const std::string& name, std::string_view before,
                                const std::map<std::string, std::string>& variables,
                                const std::string& source) {
  std::vector<std::string> names;
  for (const auto& [known, value] : variables) names.push_back(known);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto guess = nearest(name, names);
  throw Error(ErrorKind::configuration,
              fmt::format("{}:{}: unknown variable '{{{{{}}}}}'", source, line, printable(name)),
              guess ? "did you mean '{{" + *guess + "}}'?" : "known are: " + join(names, ", "));
}

std::string section(const std::string& heading, const std::vector<std::string>& lines) {
  if (lines.empty()) return "";
  std::string text = "\n# " + heading + "\n\n";
  for (const std::string& line : lines) text += "- " + line + "\n";
  return text;
}

std::string quoted(std::vector<std::string> lines) {
  for (std::string& line : lines) line = "`" + line + "`";
  return join(lines, "\n- ");
}

std::vector<std::string> quoted_lines(const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  return {quoted(lines)};
}

void add_attempt(std::string& text, const Attempt& attempt) {
  text += fmt::format("\nAttempt {} by {} ended with {}", attempt.number, attempt.agent,
                      name_of(*attempt.outcome));
  text += attempt.reason.empty() ? ".\n" : ":\n" + attempt.reason + "\n";
  if (!attempt.handoff.summary.empty()) text += "It reported: " + attempt.handoff.summary + "\n";
  for (const std::string& concern : attempt.handoff.concerns) text += "- concern: " + concern + "\n";
  for (const std::string& finding : attempt.handoff.findings) text += "- finding: " + finding + "\n";
}

// What earlier attempts learned: a retry that gets the same prompt fails in the same way.
std::string history_section(const TaskState& task) {
  std::string text;
  for (const Attempt& attempt : task.attempts) {
    if (attempt.outcome && evidence_of(*attempt.outcome) == Evidence::against_the_agent)
      add_attempt(text, attempt);
  }
  if (text.empty()) return "";
  return fmt::format("\n# This is attempt {}. Earlier ones failed; do not repeat what they tried.\n",
                     std::max<std::size_t>(task.attempts.size(), 1)) +
         text;
}

}  // namespace

std::string fill_template(std::string_view text, const std::map<std::string, std::string>& variables,
                          const std::string& source) {
  std::string result;
  std::size_t position = 0;
  for (;;) {
    const auto open = text.find("{{", position);
    const auto close = open == std::string_view::npos ? open : text.find("}}", open);
    if (close == std::string_view::npos) return result + std::string(text.substr(position));
    const std::string name(trim(text.substr(open + 2, close - open - 2)));
    const auto variable = variables.find(name);
    if (variable == variables.end()) throw_unknown(name, text.substr(0, open), variables, source);
    result += text.substr(position, open - position);
    result += variable->second;
    position = close + 2;
  }
}

std::map<std::string, std::string> prompt_variables(const TaskState& task, const PromptContext& context) {
  return {
      {"title", task.spec.title},
      {"body", task.spec.body},
      {"accept", section("It is accepted if", task.spec.accept)},
      {"scope", section("You may change these paths only", quoted_lines(task.spec.scope))},
      {"checks",
       section("These commands are run on the result and must succeed", quoted_lines(context.checks))},
      {"protected", section("Never change these paths", quoted_lines(context.protected_paths))},
      {"history", history_section(task)},
      {"conflicts", quoted_lines(context.conflicts).empty() ? "" : "- " + quoted(context.conflicts) + "\n"},
      {"causes", section("What landed meanwhile on these files", context.causes)},
  };
}

}  // namespace reeve
