#include "workspace/task_prompt.h"

#include "workspace/check.h"
#include "workspace/target_files.h"

namespace reeve {

FilledPrompt filled_prompt(const git::Repository& repository, const git::Oid& commit, const std::string& name,
                           const PromptVariables& variables) {
  const PromptTemplate prompt = prompt_of(repository, commit, name, prompt_template(name));
  return {fill_template(prompt.text, variables, prompt.source), prompt.source};
}

PromptContext prompt_context(const git::Repository& repository, const git::Oid& commit, const Config& config,
                             const AgentConfig& agent, const TaskSpec& spec) {
  PromptContext context;
  context.checks = checks_for(config.gate, spec);
  context.protected_paths = config.gate.protected_paths;
  context.guide = guide_of(repository, commit);
  context.agent = agent;
  context.limits = config.limits;
  return context;
}

std::string prompt_id(git::Repository& repository, const std::string& text) {
  return repository.write_blob(text).hex();
}

}  // namespace reeve
