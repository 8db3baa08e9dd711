// Tasks that are tried again by themselves although the rules have given them up. Pure.
#pragma once

#include <optional>

#include "config/config.h"
#include "task/fold.h"

namespace reeve {

// When a task that was given up because keys were refused is tried again: keys are mended without anybody
// telling us, and one such task alone stops no line (fleet/breaker.h). [breaker] minutes after it was given
// up. Absent: it was not, or its attempts have met that too often.
constexpr std::size_t most_refused_keys = 9;
std::optional<TimePoint> next_trial(const TaskState& task, const BreakerConfig& config);

}  // namespace reeve
