// The text that an agent gets on standard input: a template and its variables. templates/prompts/README.md
// says what the variables are.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "task/fold.h"

namespace reeve {

using PromptVariables = std::map<std::string, std::string>;

// Fills `{{name}}` with the variable's text. A name that is not in `variables` is an Error(configuration)
// that names `source`, the line and the nearest variable.
std::string fill_template(std::string_view text, const PromptVariables& variables, const std::string& source);

// What an attempt needs beside the task itself.
struct PromptContext {
  std::vector<std::string> checks;  // all that will be run: the gate's and the task's
  std::vector<std::string> protected_paths;
  std::vector<std::string> conflicts = {};  // paths with conflict markers; for the conflict prompt
  std::vector<std::string> causes = {};     // "reader-h-k3qa: title": the landed tasks that caused them
  std::string guide = {};                   // .reeve/guide.md of the target, or empty
  AgentConfig agent = {};
  LimitsConfig limits = {};
};

// The variables title, body, accept, scope, checks, protected, guide, limits and history, and conflicts and
// causes for a merge. Each of the lists is a section with its own heading, or empty.
PromptVariables prompt_variables(const TaskState& task, const PromptContext& context);

// The templates that are used where .reeve/prompts has none: "planner", "worker", "judge", "conflict" and
// "review".
// Throws Error(usage) for another name.
std::string_view prompt_template(const std::string& name);

}  // namespace reeve
