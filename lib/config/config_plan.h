// [plan], [cycle] and [breaker].
#pragma once

#include "config/config.h"
#include "config/config_values.h"

namespace reeve {

void read_plan(const Entry& table, PlanConfig& plan);
void read_cycle(const Entry& table, CycleConfig& cycle);
void read_breaker(const Entry& table, BreakerConfig& breaker);

}  // namespace reeve
