// How a coding CLI logs in: by a key from a variable, or with the login that the person's own installation
// keeps in a file.
//
// Where no key is set, a copy of that file goes into the private state of the run. It is never written back:
// an agent may have changed it. A CLI that exchanges its login for a new one while it runs may so make the
// person's own useless; who runs a fleet on a subscription makes a token for that (`claude setup-token`, in
// CLAUDE_CODE_OAUTH_TOKEN), or a key.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "agent/cli/preset.h"
#include "agent/redact.h"
#include "config/config.h"

namespace reeve::cli_agent {

// The variables of the person's that a CLI with this model gets.
std::vector<PassedVariable> variables_for(const CliPreset& preset, const std::string& model);

// Whether a key is set, by the person's environment or by the agent's entry.
bool has_key(const CliPreset& preset, const AgentConfig& agent);

// The person's own file that a state file is a copy of; absent if there is none.
std::optional<std::string> content_of(const StateFile& file);

// Whether the run of this agent gets this file.
bool is_wanted(const StateFile& file, const CliPreset& preset, const AgentConfig& agent);

// The tokens and keys in the files that the agent gets.
std::vector<Secret> secrets_in_login(const CliPreset& preset, const AgentConfig& agent);

}  // namespace reeve::cli_agent
