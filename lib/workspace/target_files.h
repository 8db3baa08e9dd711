// What the fleet reads of the target branch: the configuration and the prompts. Never of a task's branch,
// which an agent writes.
#pragma once

#include <optional>
#include <string>

#include "config/config.h"
#include "git/repository.h"

namespace reeve {

// The configuration in .reeve/config.toml of a commit, with the checks of its .reeve/quarantine.toml. Throws
// Error(configuration) if there is no configuration, or one of the two is wrong.
Config config_of(const git::Repository& repository, const git::Oid& commit);

// Who may sign for Reeve, and for overrides: .reeve/allowed_signers of a commit; absent if it has none.
std::optional<std::string> allowed_signers_of(const git::Repository& repository, const git::Oid& commit);

// The prompt .reeve/prompts/<name>.md of a commit, or `built_in` if it has none; and what to call it in
// messages.
struct PromptTemplate {
  std::string text;
  std::string source;
};
PromptTemplate prompt_of(const git::Repository& repository, const git::Oid& commit, const std::string& name,
                         std::string_view built_in);

// The shared field guide .reeve/guide.md of a commit; empty if it has none.
std::string guide_of(const git::Repository& repository, const git::Oid& commit);

}  // namespace reeve
