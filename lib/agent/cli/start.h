// How one round of a coding CLI starts.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agent/cli/preset.h"
#include "agent/round.h"

namespace reeve::cli_agent {

// The values of the placeholders.
Values values_for(const Round& round, const CliPreset& preset);

// Makes the private state: its folders, and the files that the agent gets. Whatever a round before has left
// in their place is replaced, and no link is followed.
void write_state(const Round& round, const CliPreset& preset, const Values& values);

// Where the CLI writes what it used.
std::filesystem::path usage_file_of(const AgentRequest& request);

// Makes argv[0] the path of a program in PATH of `environment`, else in the person's own, whose folder is
// then added to PATH; and so is that of the interpreter that the program names ("#!/usr/bin/env node"). What
// is a path already stays. Throws Error(configuration) if there is no such program.
void find_program(std::vector<std::string>& argv, Environment& environment, const AgentConfig& agent);

}  // namespace reeve::cli_agent
