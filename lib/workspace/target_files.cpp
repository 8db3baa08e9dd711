#include "workspace/target_files.h"

#include "base/error.h"
#include "config/quarantine.h"

namespace reeve {

Config config_of(const git::Repository& repository, const git::Oid& commit) {
  const std::string path = ".reeve/config.toml";
  const auto text = repository.file_at(repository.tree_of(commit), path);
  if (!text) {
    throw Error(ErrorKind::configuration, "there is no " + path + " in commit " + commit.short_hex(),
                "run 'git reeve init', then commit the folder .reeve to the branch that receives the work");
  }
  Config config = parse_config(*text, path);
  const std::string quarantine = ".reeve/quarantine.toml";
  if (const auto listed = repository.file_at(repository.tree_of(commit), quarantine))
    config.quarantine = parse_quarantine(*listed, quarantine, config.gate);
  return config;
}

std::optional<std::string> allowed_signers_of(const git::Repository& repository, const git::Oid& commit) {
  return repository.file_at(repository.tree_of(commit), ".reeve/allowed_signers");
}

PromptTemplate prompt_of(const git::Repository& repository, const git::Oid& commit, const std::string& name,
                         std::string_view built_in) {
  const std::string path = ".reeve/prompts/" + name + ".md";
  if (auto text = repository.file_at(repository.tree_of(commit), path)) return {std::move(*text), path};
  return {std::string(built_in), "the built-in prompt '" + name + "'"};
}

std::string guide_of(const git::Repository& repository, const git::Oid& commit) {
  return repository.file_at(repository.tree_of(commit), ".reeve/guide.md").value_or("");
}

}  // namespace reeve
