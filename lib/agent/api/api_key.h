// The key to a service, and keeping it where it belongs: in a header, and nowhere else.
#pragma once

#include <string>

#include "config/config.h"

namespace reeve {

// The variable that has the agent's key: that of its entry, or the usual one of its preset; empty: none is
// wanted.
std::string key_variable_of(const AgentConfig& agent);

// Its value; empty if none is wanted. Throws Error(configuration), naming agent and variable, if it is not
// set.
std::string key_of(const AgentConfig& agent);

// The text with "[key]" wherever the key stands in it: services repeat it in their errors, and a command may
// find it in some file.
std::string without_key(const std::string& text, const std::string& key);

}  // namespace reeve
