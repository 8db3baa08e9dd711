// [limits] and the budgets below it.
#pragma once

#include "config/config.h"
#include "config/config_values.h"

namespace reeve {

void read_limits(const Entry& table, LimitsConfig& limits);

}  // namespace reeve
