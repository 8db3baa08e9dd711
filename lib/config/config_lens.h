// [[gate.lens]].
#pragma once

#include <vector>

#include "config/config.h"
#include "config/config_values.h"

namespace reeve {

// An agent that a lens names, to be looked up once all are known.
struct LensMention {
  std::string agent;
  TomlPosition position;
};

// The lenses of the array; each problem is reported. Absent if the value is no array of tables.
std::optional<std::vector<LensConfig>> read_lenses(const Entry& entry, std::vector<LensMention>& mentions);

}  // namespace reeve
