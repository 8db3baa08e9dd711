// The checks of the gate: the short list `checks`, and the tables [[gate.check]].
#pragma once

#include <optional>
#include <string>

#include "config/config.h"
#include "config/config_values.h"

namespace reeve {

// Sets the commands of the gate; one that is there twice counts once.
void set_commands(GateConfig& gate, const Entry& list);

// Adds a check for each table of the array. Reports one whose command or name is there already, and one that
// needs what does not stand before it.
void read_check_tables(const Entry& array, GateConfig& gate);

// What a check of the gate is called; any other command is called as itself.
std::string name_of_check(const GateConfig& gate, const std::string& command);

// The command of the check of the gate with this name, or with this command; absent if there is none.
std::optional<std::string> command_of_check(const GateConfig& gate, const std::string& name);

// ", did you mean 'x'?" for a name of a check of the gate; empty if none is near.
std::string did_you_mean_check(const GateConfig& gate, const std::string& name);

}  // namespace reeve
