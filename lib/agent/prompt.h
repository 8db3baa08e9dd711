// The text that an agent gets on standard input: a template and its variables.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "task/fold.h"

namespace reeve {

// Fills `{{name}}` with the variable's text. A name that is not in `variables` is an Error(configuration)
// that names `source`, the line and the nearest variable.
std::string fill_template(std::string_view text, const std::map<std::string, std::string>& variables,
                          const std::string& source);

// What an attempt needs beside the task itself.
struct PromptContext {
  std::vector<std::string> checks;  // all that will be run: the gate's and the task's
  std::vector<std::string> protected_paths;
  std::vector<std::string> conflicts;  // paths with conflict markers; for the conflict prompt
  std::vector<std::string> causes;     // "reader-h-k3qa: title": the landed tasks that caused them
};

// The variables title, body, accept, scope, checks, protected, history, conflicts and causes. Each of the
// lists is a section with its own heading, or empty.
std::map<std::string, std::string> prompt_variables(const TaskState& task, const PromptContext& context);

// The templates that are used where .reeve/prompts has none.
std::string_view worker_prompt_template();
std::string_view conflict_prompt_template();

}  // namespace reeve
