// Times that a person gives as an argument.
#pragma once

#include <string>

#include "base/clock.h"

namespace reeve::cli {

// "2026-11-21 03:20:00" as Reeve prints it, with or without its seconds or its time of day, or as RFC 3339
// (all UTC); or "+90s", "+15m", "+2h", "+1d": so long after `start`. Throws Error(usage) for anything else;
// `option` is for its message: "--at".
TimePoint time_argument(const std::string& text, TimePoint start, const std::string& option);

}  // namespace reeve::cli
