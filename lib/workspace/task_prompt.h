// What the agent of a task is told, from the task and the files of the target. The one way to a prompt: of a
// run, and of `git reeve prompt`.
#pragma once

#include <string>

#include "agent/prompt.h"
#include "git/repository.h"

namespace reeve {

struct FilledPrompt {
  std::string text;
  std::string source;  // ".reeve/prompts/worker.md", or that it is the built-in one
};

// The template `name` of this commit of the target, filled. Throws Error(configuration) for a variable that
// is none.
FilledPrompt filled_prompt(const git::Repository& repository, const git::Oid& commit, const std::string& name,
                           const PromptVariables& variables);

// The context of a task under this configuration, with the guide of this commit; without conflicts.
PromptContext prompt_context(const git::Repository& repository, const git::Oid& commit, const Config& config,
                             const AgentConfig& agent, const TaskSpec& spec);

// Keeps the text in the repository, where `git cat-file -p` shows it as long as nobody collects garbage, and
// gives its id: no ref holds it, as thousands of prompts would outweigh what they are about.
std::string prompt_id(git::Repository& repository, const std::string& text);

}  // namespace reeve
