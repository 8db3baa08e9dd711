// JSON text to the tree that config/toml_reader.h makes of TOML: a JsonDocument does not know where in the
// text its members stood, and a plan's errors must say that.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/toml_reader.h"

namespace reeve {

// The values of a text, one after the other, with any white space between them: JSON Lines, or one value. A
// member that is null is left out, as agents write null for "none". Throws Error(invalid)
// "source:line:column: reason" for the first syntax error, for null in a list, and for values nested more
// than 64 deep.
std::vector<TomlValue> read_json_values(std::string_view text, const std::string& source);

}  // namespace reeve
