// The targets of the gate: [gate.targets].
#pragma once

#include <optional>

#include "config/config.h"
#include "config/config_values.h"

namespace reeve {

// Each member of the table is a target: an array of path patterns, or a table with `paths` and `needs`.
// Reports a name that may not be one, a target without a path, and `needs` that name no target or lead back
// to where they began.
std::optional<BuildTargets> read_targets(const Entry& entry);

}  // namespace reeve
